  # Kernels of the networks, in TorchScript's serialised dialect. Each is one native call.
  #
  # x is (N, C, H, W), float32 or bfloat16, in any memory layout; its dtype is the dtype of the
  # computation, so that parameters stay float32 and are cast here. geometry is an int64 tensor on
  # the CPU: [stride, padding, dilation, groups].

  # uint8 pixels (N, H, W, 3) to normalised (N, 3, H, W). The view keeps the channels innermost in
  # memory, which is the channels_last layout. like's dtype is the result's. The arithmetic goes over
  # whole rows of pixels: broadcasting three numbers along an axis of three is ten times slower.
  def normalize(self: __torch__.Kernels, pixels: Tensor, scale: Tensor, shift: Tensor, like: Tensor) -> Tensor:
    w = torch.size(pixels, 2)
    factors = torch.repeat(torch.flatten(scale, 0, -1), [w])
    offsets = torch.repeat(torch.flatten(shift, 0, -1), [w])
    rows = torch.to(torch.reshape(pixels, [-1, torch.mul(w, 3)]), 6, False, False, None)
    y = torch.sub_(torch.mul_(rows, factors), offsets)
    z = torch.to(y, ops.prim.dtype(like), False, False, None)
    return torch.permute(torch.reshape(z, torch.size(pixels)), [0, 3, 1, 2])

  # uint8 pixels (H, W, 3) to a picture (3, H, W) of 0 to 1, and the same with left and right
  # exchanged.
  def picture(self: __torch__.Kernels, pixels: Tensor) -> Tensor:
    return torch.div(torch.to(torch.permute(pixels, [2, 0, 1]), 6, False, False, None), 255)

  def mirrored_picture(self: __torch__.Kernels, pixels: Tensor) -> Tensor:
    return torch.flip((self).picture(pixels, ), [2])

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

  # Convolution and bias.
  def conv_bias(self: __torch__.Kernels, x: Tensor, weight: Tensor, geometry: Tensor, bias: Tensor) -> Tensor:
    s = int(torch.select(geometry, 0, 0))
    p = int(torch.select(geometry, 0, 1))
    d = int(torch.select(geometry, 0, 2))
    g = int(torch.select(geometry, 0, 3))
    w = torch.to(weight, ops.prim.dtype(x), False, False, None)
    b = torch.to(bias, ops.prim.dtype(x), False, False, None)
    return torch.conv2d(x, w, b, [s, s], [p, p], [d, d], g)

  def conv_bias_relu(self: __torch__.Kernels, x: Tensor, weight: Tensor, geometry: Tensor, bias: Tensor) -> Tensor:
    return torch.relu_((self).conv_bias(x, weight, geometry, bias, ))

  def conv_bias_add_relu(self: __torch__.Kernels, x: Tensor, weight: Tensor, geometry: Tensor, bias: Tensor, residual: Tensor) -> Tensor:
    return torch.relu_(torch.add_((self).conv_bias(x, weight, geometry, bias, ), residual))

  # Convolution and batch norm over this batch; the running statistics are updated in place.
  def conv_batch_train(self: __torch__.Kernels, x: Tensor, weight: Tensor, geometry: Tensor, gamma: Tensor, beta: Tensor, mean: Tensor, variance: Tensor, batches: Tensor, eps: Tensor) -> Tensor:
    y = (self).convolve(x, weight, geometry, )
    _0 = torch.add_(batches, 1)
    return torch.batch_norm(y, gamma, beta, mean, variance, True, 0.10000000000000001, float(eps), True)

  def conv_batch_train_relu(self: __torch__.Kernels, x: Tensor, weight: Tensor, geometry: Tensor, gamma: Tensor, beta: Tensor, mean: Tensor, variance: Tensor, batches: Tensor, eps: Tensor) -> Tensor:
    return torch.relu_((self).conv_batch_train(x, weight, geometry, gamma, beta, mean, variance, batches, eps, ))

  def conv_batch_train_add_relu(self: __torch__.Kernels, x: Tensor, weight: Tensor, geometry: Tensor, gamma: Tensor, beta: Tensor, mean: Tensor, variance: Tensor, batches: Tensor, eps: Tensor, residual: Tensor) -> Tensor:
    y = (self).conv_batch_train(x, weight, geometry, gamma, beta, mean, variance, batches, eps, )
    return torch.relu_(torch.add_(y, residual))

  # Convolution and batch norm by the running statistics, which stay as they are. The norm is a scale
  # and a shift for each channel, so it goes into the weight and a bias: no pass over the output.
  def conv_batch(self: __torch__.Kernels, x: Tensor, weight: Tensor, geometry: Tensor, gamma: Tensor, beta: Tensor, mean: Tensor, variance: Tensor, eps: Tensor) -> Tensor:
    scale = torch.mul(gamma, torch.rsqrt(torch.add(variance, float(eps))))
    shift = torch.sub(beta, torch.mul(mean, scale))
    folded = torch.mul(weight, torch.reshape(scale, [-1, 1, 1, 1]))
    return (self).conv_bias(x, folded, geometry, shift, )

  def conv_batch_relu(self: __torch__.Kernels, x: Tensor, weight: Tensor, geometry: Tensor, gamma: Tensor, beta: Tensor, mean: Tensor, variance: Tensor, eps: Tensor) -> Tensor:
    return torch.relu_((self).conv_batch(x, weight, geometry, gamma, beta, mean, variance, eps, ))

  def conv_batch_add_relu(self: __torch__.Kernels, x: Tensor, weight: Tensor, geometry: Tensor, gamma: Tensor, beta: Tensor, mean: Tensor, variance: Tensor, eps: Tensor, residual: Tensor) -> Tensor:
    y = (self).conv_batch(x, weight, geometry, gamma, beta, mean, variance, eps, )
    return torch.relu_(torch.add_(y, residual))

  # Convolution and group norm.
  def conv_group(self: __torch__.Kernels, x: Tensor, weight: Tensor, geometry: Tensor, gamma: Tensor, beta: Tensor, groups: Tensor, eps: Tensor) -> Tensor:
    y = (self).convolve(x, weight, geometry, )
    return torch.group_norm(y, int(groups), gamma, beta, float(eps), True)

  def conv_group_relu(self: __torch__.Kernels, x: Tensor, weight: Tensor, geometry: Tensor, gamma: Tensor, beta: Tensor, groups: Tensor, eps: Tensor) -> Tensor:
    return torch.relu_((self).conv_group(x, weight, geometry, gamma, beta, groups, eps, ))

  def conv_group_add_relu(self: __torch__.Kernels, x: Tensor, weight: Tensor, geometry: Tensor, gamma: Tensor, beta: Tensor, groups: Tensor, eps: Tensor, residual: Tensor) -> Tensor:
    y = (self).conv_group(x, weight, geometry, gamma, beta, groups, eps, )
    return torch.relu_(torch.add_(y, residual))

  # Weight standardization (arXiv 1903.10520): zero mean and unit deviation for each output channel.
  def standardize(self: __torch__.Kernels, weight: Tensor) -> Tensor:
    flat = torch.flatten(weight, 1, -1)
    centred = torch.sub(flat, torch.mean(flat, [1], True))
    deviation = torch.add(torch.std(centred, [1], True, True), 1.0000000000000001e-05)
    return torch.reshape(torch.div(centred, deviation), torch.size(weight))

  # The 3x3 pooling of the ImageNet stem.
  def max_pool(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return torch.max_pool2d(x, [3, 3], [2, 2], [1, 1], [1, 1], False)

  # (N, C, H, W) to the mean over H and W, float32 (N, C).
  def average_pool(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return torch.mean(torch.to(x, 6, False, False, None), [2, 3])

  def linear(self: __torch__.Kernels, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    w = torch.to(weight, ops.prim.dtype(x), False, False, None)
    b = torch.to(bias, ops.prim.dtype(x), False, False, None)
    return torch.linear(x, w, b)

  def linear_relu(self: __torch__.Kernels, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return torch.relu_((self).linear(x, weight, bias, ))

  # Mean cross entropy of logits (N, K) against int64 labels (N); smoothing is a number on the CPU.
  def cross_entropy(self: __torch__.Kernels, logits: Tensor, labels: Tensor, smoothing: Tensor) -> Tensor:
    return torch.cross_entropy_loss(logits, labels, None, 1, -100, float(smoothing))

  # How many classes come before the true one, (N): those with a larger logit, and those with an
  # equal one and a smaller index. Below 1 is a top-1 hit, below 5 a top-5 hit; NaN is no hit.
  def rank_of_label(self: __torch__.Kernels, logits: Tensor, labels: Tensor) -> Tensor:
    index = torch.unsqueeze(labels, 1)
    truth = torch.gather(logits, 1, index)
    before = torch.lt(torch.unsqueeze(torch.arange(torch.size(logits, 1), dtype=4, layout=None, device=ops.prim.device(logits)), 0), index)
    ahead = torch.__or__(torch.gt(logits, truth), torch.__and__(torch.eq(logits, truth), before))
    unordered = torch.logical_not(torch.ge(truth, torch.neg(torch.abs(truth))))
    rank = torch.sum(ahead, [1], False, dtype=4)
    return torch.where(torch.squeeze(unordered, 1), torch.full_like(rank, 2147483647), rank)

  def copy_all(self: __torch__.Kernels, source: List[Tensor], to: List[Tensor]) -> NoneType:
    for i in range(torch.len(source)):
      _0 = torch.copy_(to[i], source[i], False)
    return None
