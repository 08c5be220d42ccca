  # Kernels of the networks, in TorchScript's serialised dialect. Each is one native call.
  #
  # x is (N, C, H, W), float32 or bfloat16, in any memory layout; its dtype is the dtype of the
  # computation, so that parameters stay float32 and are cast here. geometry is an int64 tensor on
  # the CPU: [stride, padding, dilation, groups].

  # uint8 pixels (N, H, W, 3) to normalised (N, 3, H, W). The view keeps the channels innermost in
  # memory, which is the channels_last layout. like's dtype is the result's.
  def normalize(self: __torch__.Kernels, pixels: Tensor, scale: Tensor, shift: Tensor, like: Tensor) -> Tensor:
    x = torch.permute(pixels, [0, 3, 1, 2])
    y = torch.to(x, 6, False, False, None)
    z = torch.sub_(torch.mul_(y, scale), shift)
    return torch.to(z, ops.prim.dtype(like), False, False, None)

  def contiguous(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return torch.contiguous(x, memory_format=0)

  def channels_last(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return torch.contiguous(x, memory_format=2)

  def to_float32(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return torch.to(x, 6, False, False, None)

  def to_bfloat16(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return torch.to(x, 15, False, False, None)

  def convolve(self: __torch__.Kernels, x: Tensor, weight: Tensor, geometry: Tensor) -> Tensor:
    s = int(torch.select(geometry, 0, 0))
    p = int(torch.select(geometry, 0, 1))
    d = int(torch.select(geometry, 0, 2))
    g = int(torch.select(geometry, 0, 3))
    w = torch.to(weight, ops.prim.dtype(x), False, False, None)
    return torch.conv2d(x, w, None, [s, s], [p, p], [d, d], g)

  def convolve_bias(self: __torch__.Kernels, x: Tensor, weight: Tensor, bias: Tensor, geometry: Tensor) -> Tensor:
    s = int(torch.select(geometry, 0, 0))
    p = int(torch.select(geometry, 0, 1))
    d = int(torch.select(geometry, 0, 2))
    g = int(torch.select(geometry, 0, 3))
    w = torch.to(weight, ops.prim.dtype(x), False, False, None)
    b = torch.to(bias, ops.prim.dtype(x), False, False, None)
    return torch.conv2d(x, w, b, [s, s], [p, p], [d, d], g)

  # Batch norm over this batch; running statistics are updated in place.
  def conv_batch_train(self: __torch__.Kernels, x: Tensor, weight: Tensor, geometry: Tensor, gamma: Tensor, beta: Tensor, mean: Tensor, variance: Tensor, batches: Tensor, eps: Tensor) -> Tensor:
    y = (self).convolve(x, weight, geometry, )
    _0 = torch.add_(batches, 1)
    return torch.batch_norm(y, gamma, beta, mean, variance, True, 0.1, float(eps), True)

  def conv_batch_train_relu(self: __torch__.Kernels, x: Tensor, weight: Tensor, geometry: Tensor, gamma: Tensor, beta: Tensor, mean: Tensor, variance: Tensor, batches: Tensor, eps: Tensor) -> Tensor:
    return torch.relu_((self).conv_batch_train(x, weight, geometry, gamma, beta, mean, variance, batches, eps, ))

  def conv_batch_train_add_relu(self: __torch__.Kernels, x: Tensor, weight: Tensor, geometry: Tensor, gamma: Tensor, beta: Tensor, mean: Tensor, variance: Tensor, batches: Tensor, eps: Tensor, residual: Tensor) -> Tensor:
    y = (self).conv_batch_train(x, weight, geometry, gamma, beta, mean, variance, batches, eps, )
    return torch.relu_(torch.add_(y, residual))
