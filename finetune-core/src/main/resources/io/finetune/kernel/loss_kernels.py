  # Losses of detection networks, in TorchScript's serialised dialect. Everything is float32. Indices
  # count rows of the flattened first dimensions; a loss over no rows is zero.

  # Smooth L1 with its bend at 1/9, summed and divided by count.
  def box_loss(self: __torch__.Kernels, deltas: Tensor, codes: Tensor, count: int) -> Tensor:
    return torch.div(torch.smooth_l1_loss(deltas, codes, 2, 0.1111111111111111), count)

  # Objectness and box loss of proposals: logits (N, S), deltas (N, S, 4); the chosen anchors with
  # labels 1 or 0, and the codes that the matched ones should have.
  def proposal_losses(self: __torch__.Kernels, logits: Tensor, deltas: Tensor, chosen: Tensor, labels: Tensor, matched: Tensor, codes: Tensor) -> List[Tensor]:
    count = ops.prim.max(torch.size(chosen, 0), 1)
    given = torch.index_select(torch.flatten(logits, 0, -1), 0, chosen)
    objectness = torch.div(torch.binary_cross_entropy_with_logits(given, labels, None, None, 2), count)
    own = torch.index_select(torch.reshape(deltas, [-1, 4]), 0, matched)
    return [objectness, (self).box_loss(own, codes, count, )]

  # Classification and box loss of regions: logits (R, K), deltas (R, 4 K), labels (R); boxes are rows
  # of deltas as (R K, 4), a matched region's own class, with the codes they should have.
  def region_losses(self: __torch__.Kernels, logits: Tensor, deltas: Tensor, labels: Tensor, boxes: Tensor, codes: Tensor) -> List[Tensor]:
    count = ops.prim.max(torch.size(labels, 0), 1)
    classifier = torch.div(torch.cross_entropy_loss(logits, labels, None, 2, -100, 0.), count)
    own = torch.index_select(torch.reshape(deltas, [-1, 4]), 0, boxes)
    return [classifier, (self).box_loss(own, codes, count, )]

  # Mean binary cross entropy of mask logits (P, M, M) against targets of 0 to 1.
  def mask_loss(self: __torch__.Kernels, logits: Tensor, targets: Tensor) -> Tensor:
    sum = torch.binary_cross_entropy_with_logits(logits, targets, None, None, 2)
    return torch.div(sum, ops.prim.max(torch.numel(logits), 1))

