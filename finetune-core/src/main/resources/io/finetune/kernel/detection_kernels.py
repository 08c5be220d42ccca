  # Kernels of detection networks, in TorchScript's serialised dialect. Each is one native call.
  #
  # Maps are (N, C, H, W), float32 or bfloat16, fastest in the channels_last layout; parameters are
  # float32 and cast to the dtype of what they meet.

  # A finer map plus a coarser one, of which each pixel is repeated up to the finer one's size. The
  # finer map is changed in place.
  def add_upsampled(self: __torch__.Kernels, finer: Tensor, coarser: Tensor) -> Tensor:
    size = [torch.size(finer, 2), torch.size(finer, 3)]
    return torch.add_(finer, torch.upsample_nearest2d(coarser, size, None))

  # Every second pixel of every second row.
  def subsample(self: __torch__.Kernels, x: Tensor) -> Tensor:
    rows = torch.slice(x, 2, 0, 9223372036854775807, 2)
    return torch.contiguous(torch.slice(rows, 3, 0, 9223372036854775807, 2), memory_format=2)

  # The pixels of a map as rows, (N * H * W, C); a view of a channels_last map.
  def pixels(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return torch.reshape(torch.permute(x, [0, 2, 3, 1]), [-1, torch.size(x, 1)])

  # Objectness (N, H * W * A) and box deltas (N, H * W * A, 4) of A anchors a pixel, float32: two 1x1
  # convolutions as one product, so that the map is read once.
  def rpn_outputs(self: __torch__.Kernels, x: Tensor, logits_weight: Tensor, logits_bias: Tensor, deltas_weight: Tensor, deltas_bias: Tensor) -> List[Tensor]:
    n = torch.size(x, 0)
    a = torch.size(logits_weight, 0)
    weight = torch.flatten(torch.cat([logits_weight, deltas_weight], 0), 1, -1)
    bias = torch.cat([logits_bias, deltas_bias], 0)
    w = torch.to(weight, ops.prim.dtype(x), False, False, None)
    b = torch.to(bias, ops.prim.dtype(x), False, False, None)
    y = torch.to(torch.linear((self).pixels(x, ), w, b), 6, False, False, None)
    logits = torch.reshape(torch.slice(y, 1, 0, a, 1), [n, -1])
    deltas = torch.reshape(torch.slice(y, 1, a, 9223372036854775807, 1), [n, -1, 4])
    return [logits, deltas]

  # Weighted sums of a map's pixels, (sums, C) in the map's dtype, added up in float32. A sum's terms
  # begin at its place in starts; one without terms is zero.
  def sum_pixels(self: __torch__.Kernels, x: Tensor, rows: Tensor, weights: Tensor, starts: Tensor) -> Tensor:
    table = torch.to((self).pixels(x, ), 6, False, False, None)
    sums, _0, _1, _2 = torch.embedding_bag(table, rows, starts, False, 0, False, weights, False)
    return torch.to(sums, ops.prim.dtype(x), False, False, None)

  # Regions of side * side cells, each a weighted sum of pixels: those pooled from the first map, then
  # those from the second, and so on; (R, C, side, side) in channels_last layout.
  def pool_regions(self: __torch__.Kernels, x0: Tensor, rows0: Tensor, weights0: Tensor, starts0: Tensor, x1: Tensor, rows1: Tensor, weights1: Tensor, starts1: Tensor, x2: Tensor, rows2: Tensor, weights2: Tensor, starts2: Tensor, x3: Tensor, rows3: Tensor, weights3: Tensor, starts3: Tensor, side: Tensor) -> Tensor:
    cells0 = (self).sum_pixels(x0, rows0, weights0, starts0, )
    cells1 = (self).sum_pixels(x1, rows1, weights1, starts1, )
    cells2 = (self).sum_pixels(x2, rows2, weights2, starts2, )
    cells3 = (self).sum_pixels(x3, rows3, weights3, starts3, )
    p = int(side)
    cells = torch.cat([cells0, cells1, cells2, cells3], 0)
    return torch.permute(torch.reshape(cells, [-1, p, p, torch.size(x0, 1)]), [0, 3, 1, 2])

  # The entries along the first axis at the given places, in their order.
  def select(self: __torch__.Kernels, x: Tensor, places: Tensor) -> Tensor:
    return torch.index_select(x, 0, places)

  # Mask logits (R, 2H, 2W), float32, of one class a region, labels (R): a transposed convolution of
  # side and stride 2, a ReLU, and the row of a 1x1 convolution that belongs to the label. Outputs of
  # such a transposed convolution do not overlap, so it is one product giving four pixels for one.
  def mask_logits(self: __torch__.Kernels, x: Tensor, up_weight: Tensor, up_bias: Tensor, class_weight: Tensor, class_bias: Tensor, labels: Tensor) -> Tensor:
    r = torch.size(x, 0)
    h = torch.size(x, 2)
    w = torch.size(x, 3)
    channels = torch.size(up_weight, 1)
    type = ops.prim.dtype(x)
    four = torch.reshape(torch.permute(up_weight, [2, 3, 1, 0]), [-1, torch.size(up_weight, 0)])
    bias = torch.repeat(torch.to(up_bias, type, False, False, None), [4])
    up = torch.linear((self).pixels(x, ), torch.to(four, type, False, False, None), bias)
    pixels = torch.reshape(torch.relu_(up), [r, torch.mul(torch.mul(h, w), 4), channels])
    rows = torch.index_select(torch.flatten(class_weight, 1, -1), 0, labels)
    own = torch.unsqueeze(torch.to(rows, type, False, False, None), 2)
    products = torch.to(torch.squeeze(torch.bmm(pixels, own), 2), 6, False, False, None)
    logits = torch.add(products, torch.unsqueeze(torch.index_select(class_bias, 0, labels), 1))
    quads = torch.permute(torch.reshape(logits, [r, h, w, 2, 2]), [0, 1, 3, 2, 4])
    return torch.reshape(quads, [r, torch.mul(h, 2), torch.mul(w, 2)])

  # Puts an image, float32 (3, H, W) of 0 to 1, into the upper left corner of one slot of a batch:
  # normalised, then resized bilinearly without antialiasing. place is the slot, height and width.
  def place_image(self: __torch__.Kernels, batch: Tensor, image: Tensor, mean: Tensor, std: Tensor, place: Tensor) -> Tensor:
    slot = torch.select(batch, 0, int(torch.select(place, 0, 0)))
    h = int(torch.select(place, 0, 1))
    w = int(torch.select(place, 0, 2))
    normal = torch.unsqueeze(torch.div(torch.sub(image, mean), std), 0)
    resized = torch.squeeze(torch.upsample_bilinear2d(normal, [h, w], False, None), 0)
    corner = torch.slice(torch.slice(slot, 1, 0, h, 1), 2, 0, w, 1)
    _0 = torch.copy_(corner, resized, False)
    return batch

