  # Kernels of the optimizers, in TorchScript's serialised dialect. Each is one native call over
  # all parameters of a group, updates in place, and records no gradient.
  #
  # given holds the gradients, one per parameter, or is empty: then each parameter's own gradient is
  # taken. Gradients are overwritten. A tensor is centralized if its rank is at least min_rank.

  # Fused operators walk raw memory, so everything they get must lie in the parameter's order.
  def aligned(self: __torch__.Kernels, x: Tensor, like: Tensor) -> Tensor:
    plain = bool(torch.is_contiguous(x)) and bool(torch.is_contiguous(like))
    if plain:
      y = x
    else:
      if torch.eq(torch.stride(x), torch.stride(like)):
        y = x
      else:
        y = torch.copy_(torch.empty_like(like), x, False)
    return y

  # A gradient that no backward pass has reached is an undefined tensor, which has no elements.
  def gradients(self: __torch__.Kernels, params: List[Tensor], given: List[Tensor]) -> List[Tensor]:
    found = annotate(List[Tensor], [])
    for i in range(torch.len(params)):
      p = params[i]
      if torch.eq(torch.len(given), 0):
        g = ops.prim.grad(p)
      else:
        g = given[i]
      if torch.eq(torch.numel(g), 0):
        h = torch.zeros_like(p)
      else:
        h = (self).aligned(g, p, )
      _0 = torch.append(found, h)
    return found

  # The gradients that exist, themselves: what is written to them stays.
  def present(self: __torch__.Kernels, params: List[Tensor], given: List[Tensor]) -> List[Tensor]:
    found = annotate(List[Tensor], [])
    for i in range(torch.len(params)):
      if torch.eq(torch.len(given), 0):
        g = ops.prim.grad(params[i])
      else:
        g = given[i]
      if torch.gt(torch.numel(g), 0):
        _0 = torch.append(found, g)
      else:
        pass
    return found

  # x - mean(x) - decay * mean(p): with decay * p added later this is c(x + decay * p), as c is linear.
  def center(self: __torch__.Kernels, x: Tensor, p: Tensor, decay: float, min_rank: int) -> Tensor:
    if torch.ge(torch.dim(x), min_rank):
      dims = annotate(List[int], [])
      for d in range(1, torch.dim(x)):
        _0 = torch.append(dims, d)
      mean = torch.mean(x, dims, True)
      if torch.ne(decay, 0.):
        _1 = torch.add_(mean, torch.mean(p, dims, True), alpha=decay)
      else:
        pass
      y = torch.sub_(x, mean)
    else:
      y = x
    return y

  def center_all(self: __torch__.Kernels, params: List[Tensor], given: List[Tensor], decay: float, min_rank: int) -> List[Tensor]:
    grads = (self).gradients(params, given, )
    for i in range(torch.len(params)):
      _0 = (self).center(grads[i], params[i], decay, min_rank, )
    return grads

  def zero(self: __torch__.Kernels, params: List[Tensor]) -> NoneType:
    grads = (self).present(params, annotate(List[Tensor], []), )
    for i in range(torch.len(grads)):
      _0 = torch.zero_(grads[i])
    return None

  # The norm of each parameter's own gradient, which is finite only if every element is; zero where
  # there is no gradient. One pass over memory, and nothing written.
  def norms(self: __torch__.Kernels, params: List[Tensor]) -> Tensor:
    found = annotate(List[Tensor], [])
    for i in range(torch.len(params)):
      p = params[i]
      g = ops.prim.grad(p)
      if torch.eq(torch.numel(g), 0):
        norm = torch.zeros([], dtype=ops.prim.dtype(p), device=ops.prim.device(p))
      else:
        norm = torch.linalg_vector_norm(g)
      _0 = torch.append(found, norm)
    return torch.stack(found)

  # A row for each parameter's gradient, which stays as it is: L2 norm before and after its mean over
  # all axes but the first is taken out, largest magnitude before and after.
  def centralization(self: __torch__.Kernels, params: List[Tensor]) -> Tensor:
    grads = (self).gradients(params, annotate(List[Tensor], []), )
    rows = annotate(List[Tensor], [])
    for i in range(torch.len(grads)):
      g = grads[i]
      dims = annotate(List[int], [])
      for d in range(1, torch.dim(g)):
        _0 = torch.append(dims, d)
      c = torch.sub(g, torch.mean(g, dims, True))
      row = [torch.linalg_vector_norm(g), torch.linalg_vector_norm(c), torch.max(torch.abs(g)), torch.max(torch.abs(c))]
      _1 = torch.append(rows, torch.stack(row))
    return torch.stack(rows)

  # Least value, largest value, sum, sum of squares, then how many values are in each of so many equal
  # parts between least and largest. Where a value is not finite, all zeros.
  def distribution(self: __torch__.Kernels, x: Tensor, bins: int) -> Tensor:
    y = torch.detach(x)
    if bool(torch.all(torch.isfinite(y))):
      head = torch.stack([torch.min(y), torch.max(y), torch.sum(y), torch.sum(torch.mul(y, y))])
      row = torch.cat([head, torch.histc(y, bins, 0, 0)])
    else:
      row = torch.zeros([torch.add(bins, 4)], dtype=6, device=ops.prim.device(y))
    return row

  # The distributions of all parameters, then those of their gradients.
  def distributions(self: __torch__.Kernels, params: List[Tensor], bins: int) -> Tensor:
    rows = annotate(List[Tensor], [])
    grads = (self).gradients(params, annotate(List[Tensor], []), )
    for i in range(torch.len(params)):
      _0 = torch.append(rows, (self).distribution(params[i], bins, ))
    for j in range(torch.len(grads)):
      _1 = torch.append(rows, (self).distribution(grads[j], bins, ))
    return torch.stack(rows)

  # First the factor, then the limit on single values, then the limit on the norm of all of them.
  # A limit of zero is none.
  def limit(self: __torch__.Kernels, params: List[Tensor], given: List[Tensor], factor: float, value: float, norm: float) -> NoneType:
    grads = (self).present(params, given, )
    if torch.ne(factor, 1.):
      for l in range(torch.len(grads)):
        _3 = torch.mul_(grads[l], factor)
    else:
      pass
    if torch.gt(value, 0.):
      for i in range(torch.len(grads)):
        _0 = torch.clamp_(grads[i], torch.neg(value), value)
    else:
      pass
    some = torch.gt(torch.len(grads), 0)
    if torch.__and__(torch.gt(norm, 0.), some):
      norms = annotate(List[Tensor], [])
      for j in range(torch.len(grads)):
        _1 = torch.append(norms, torch.linalg_vector_norm(grads[j]))
      total = torch.linalg_vector_norm(torch.stack(norms))
      ratio = torch.mul(torch.reciprocal(torch.add(total, 9.9999999999999995e-07)), norm)
      scale = torch.clamp(ratio, None, 1.)
      for k in range(torch.len(grads)):
        _2 = torch.mul_(grads[k], scale)
    else:
      pass
    return None

  # The block of a number, of so many rows, the last one of fewer.
  def rows_of(self: __torch__.Kernels, x: Tensor, block: int, rows: int) -> Tensor:
    if torch.eq(torch.dim(x), 0):
      y = x
    else:
      top = torch.mul(block, rows)
      y = torch.narrow(x, 0, top, ops.prim.min(rows, torch.sub(torch.size(x, 0), top)))
    return y

  # One block of rows of SGD, centralized.
  def sgd_rows(self: __torch__.Kernels, p: Tensor, g: Tensor, momenta: List[Tensor], lr: float, decay: float, momentum: float, dampening: float, nesterov: bool, first: bool, min_rank: int) -> NoneType:
    if torch.ne(decay, 0.):
      _0 = torch.add_(g, p, alpha=decay)
    else:
      pass
    _1 = (self).center(g, p, 0., min_rank, )
    u = g
    for i in range(torch.len(momenta)):
      m = momenta[i]
      if first:
        _2 = torch.copy_(m, g, False)
      else:
        _3 = torch.add_(torch.mul_(m, momentum), g, alpha=torch.sub(1., dampening))
      if nesterov:
        u = torch.add_(g, m, alpha=momentum)
      else:
        u = m
    _4 = torch.sub_(p, u, alpha=lr)
    return None

  # decay is coupled: added to the gradient before it is centralized. shrink is decoupled. The
  # weights' own gradients are zero afterwards.
  #
  # With centralization it goes by blocks of rows of about so many elements, so that all passes, the
  # zeroing included, find a block in the processor's cache. Without it, or with block 0, the fused
  # operator takes everything at once. (That one cannot take blocks: what it writes to a list made
  # here counts as unused, and the compiler removes the call.)
  def sgd(self: __torch__.Kernels, params: List[Tensor], given: List[Tensor], momenta: List[Tensor], lr: float, decay: float, shrink: float, momentum: float, dampening: float, nesterov: bool, first: bool, min_rank: int, block: int) -> NoneType:
    if torch.ne(shrink, 0.):
      torch._foreach_mul_(params, torch.sub(1., torch.mul(lr, shrink)))
    else:
      pass
    own = (self).present(params, annotate(List[Tensor], []), )
    whole = True
    for j in range(torch.len(params)):
      if torch.__and__(torch.gt(block, 0), torch.ge(torch.dim(params[j]), min_rank)):
        whole = False
      else:
        pass
    if whole:
      grads = (self).center_all(params, given, decay, min_rank, )
      torch._fused_sgd_(params, grads, momenta, weight_decay=decay, momentum=momentum, lr=lr, dampening=dampening, nesterov=nesterov, maximize=False, is_first_step=first)
      for k in range(torch.len(own)):
        _0 = torch.zero_(own[k])
    else:
      loose = (self).gradients(params, given, )
      zeroes = torch.eq(torch.len(own), torch.len(params))
      for i in range(torch.len(params)):
        p = params[i]
        g = loose[i]
        if torch.eq(torch.dim(p), 0):
          height = 1
        else:
          height = torch.size(p, 0)
        rows = ops.prim.max(1, torch.floordiv(torch.mul(block, height), ops.prim.max(1, torch.numel(p))))
        blocks = torch.floordiv(torch.sub(torch.add(height, rows), 1), rows)
        for b in range(blocks):
          part = annotate(List[Tensor], [])
          if torch.gt(torch.len(momenta), 0):
            _1 = torch.append(part, (self).rows_of(momenta[i], b, rows, ))
          else:
            pass
          _2 = (self).sgd_rows((self).rows_of(p, b, rows, ), (self).rows_of(g, b, rows, ), part, lr, decay, momentum, dampening, nesterov, first, min_rank, )
          if zeroes:
            _3 = torch.zero_((self).rows_of(own[i], b, rows, ))
          else:
            pass
      if zeroes:
        pass
      else:
        for n in range(torch.len(own)):
          _4 = torch.zero_(own[n])
    return None

  def counters(self: __torch__.Kernels, params: List[Tensor], step: float) -> List[Tensor]:
    count = torch.full([], step, dtype=6, device=ops.prim.device(params[0]))
    counts = annotate(List[Tensor], [])
    for i in range(torch.len(params)):
      _0 = torch.append(counts, count)
    return counts

  def adam(self: __torch__.Kernels, params: List[Tensor], given: List[Tensor], means: List[Tensor], squares: List[Tensor], maxima: List[Tensor], step: float, lr: float, beta1: float, beta2: float, eps: float, decay: float, min_rank: int) -> NoneType:
    grads = (self).center_all(params, given, decay, min_rank, )
    counts = (self).counters(params, step, )
    amsgrad = torch.gt(torch.len(maxima), 0)
    torch._fused_adam_(params, grads, means, squares, maxima, counts, lr=lr, beta1=beta1, beta2=beta2, weight_decay=decay, eps=eps, amsgrad=amsgrad, maximize=False)
    return None

  def adamw(self: __torch__.Kernels, params: List[Tensor], given: List[Tensor], means: List[Tensor], squares: List[Tensor], maxima: List[Tensor], step: float, lr: float, beta1: float, beta2: float, eps: float, decay: float, min_rank: int) -> NoneType:
    grads = (self).center_all(params, given, 0., min_rank, )
    counts = (self).counters(params, step, )
    amsgrad = torch.gt(torch.len(maxima), 0)
    torch._fused_adamw_(params, grads, means, squares, maxima, counts, lr=lr, beta1=beta1, beta2=beta2, weight_decay=decay, eps=eps, amsgrad=amsgrad, maximize=False)
    return None

  # p -= rate * c(m / (sqrt(v) / root + eps) + decay * p), and m alone in place of the quotient when
  # not rectified; with alias the sum is formed in m itself. coupled is decay of the gradient;
  # min_rank and update_rank say what is centralized of the gradient and of the update.
  def adaptive(self: __torch__.Kernels, params: List[Tensor], given: List[Tensor], means: List[Tensor], squares: List[Tensor], maxima: List[Tensor], beta1: float, beta2: float, eps: float, coupled: float, decay: float, rate: float, root: float, rectified: bool, alias: bool, min_rank: int, update_rank: int) -> NoneType:
    grads = (self).gradients(params, given, )
    for i in range(torch.len(params)):
      p = params[i]
      g = grads[i]
      m = means[i]
      v = squares[i]
      if torch.ne(coupled, 0.):
        _0 = torch.add_(g, p, alpha=coupled)
      else:
        pass
      _1 = (self).center(g, p, 0., min_rank, )
      _2 = torch.add_(torch.mul_(m, beta1), g, alpha=torch.sub(1., beta1))
      _3 = torch.addcmul_(torch.mul_(v, beta2), g, g, value=torch.sub(1., beta2))
      if rectified:
        if torch.gt(torch.len(maxima), 0):
          w = torch.copy_(maxima[i], torch.maximum(maxima[i], v), False)
        else:
          w = v
        u = torch.div(m, torch.add_(torch.div_(torch.sqrt(w), root), eps))
      else:
        if alias:
          u = m
        else:
          u = torch.clone(m)
      if torch.ne(decay, 0.):
        _4 = torch.add_(u, p, alpha=decay)
      else:
        pass
      _5 = (self).center(u, u, 0., update_rank, )
      _6 = torch.sub_(p, u, alpha=rate)
    return None

  # The fused operator exists on the CPU only, and it cannot centralize the update.
  def adagrad(self: __torch__.Kernels, params: List[Tensor], given: List[Tensor], sums: List[Tensor], step: float, lr: float, lr_decay: float, eps: float, decay: float, min_rank: int, update_rank: int, fused: bool) -> NoneType:
    if fused:
      grads = (self).center_all(params, given, decay, min_rank, )
      counts = (self).counters(params, step, )
      torch._fused_adagrad_(params, grads, sums, counts, lr=lr, lr_decay=lr_decay, weight_decay=decay, eps=eps, maximize=False)
    else:
      rate = torch.div(lr, torch.add(1., torch.mul(torch.sub(step, 1.), lr_decay)))
      loose = (self).gradients(params, given, )
      for i in range(torch.len(params)):
        p = params[i]
        g = (self).center(torch.add_(loose[i], p, alpha=decay), p, 0., min_rank, )
        _0 = torch.addcmul_(sums[i], g, g, value=1.)
        u = torch.div(g, torch.add_(torch.sqrt(sums[i]), eps))
        _1 = torch.sub_(p, (self).center(u, u, 0., update_rank, ), alpha=rate)
    return None

  # slow += alpha * (p - slow); p = slow.
  def lookahead(self: __torch__.Kernels, params: List[Tensor], slow: List[Tensor], alpha: float) -> NoneType:
    for i in range(torch.len(params)):
      _0 = torch.add_(slow[i], torch.sub(params[i], slow[i]), alpha=alpha)
      _1 = torch.copy_(params[i], slow[i], False)
    return None
