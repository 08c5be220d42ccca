package io.finetune.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;

/**
 * Looks at the gradients that parameters hold between the backward pass and the step, and throws
 * them away when the step is not to be made.
 *
 * <pre>{@code
 * GradientCheck check = new GradientCheck(groups);
 * collector.backward(loss);
 * if (Float.isFinite(check.norms(scope).sum().getFloat())) {
 *   optimizer.step(groups, rate);
 * } else {
 *   check.discard();
 * }
 * }</pre>
 */
public final class GradientCheck {

  private final List<String> names;
  private final List<NDArray> weights;
  private final OptimKernels kernels;

  /**
   * Takes the parameters that are trained.
   *
   * @param groups the parameters, all on one device and of one dtype; at least one requires a
   *     gradient
   * @throws IllegalArgumentException if none does
   */
  public GradientCheck(ParameterGroups groups) {
    List<NamedParameter> trained =
        groups.parameters().stream().filter(p -> p.parameter().requiresGradient()).toList();
    if (trained.isEmpty()) {
      throw new IllegalArgumentException("no parameter requires a gradient");
    }
    names = trained.stream().map(NamedParameter::name).toList();
    weights = trained.stream().map(p -> p.parameter().getArray()).toList();
    kernels = OptimKernels.on(weights.get(0).getDevice());
  }

  /**
   * Names what {@link #norms} has an entry for.
   *
   * @return the trained parameters' names, in order
   */
  public List<String> names() {
    return names;
  }

  /**
   * Computes the norm of each gradient, in one native call that reads every gradient once. An
   * infinite or undefined element makes its norm so; of finite elements the norm is finite, unless
   * they are so large that no optimizer can square them either.
   *
   * @param scope the owner of the result
   * @return one norm a parameter, 0 for a gradient that no backward pass has reached
   */
  public NDArray norms(NDManager scope) {
    return kernels.norms(scope, weights);
  }

  /** Zeroes the gradients, so that the next backward pass begins anew. */
  public void discard() {
    kernels.zero(weights);
  }
}
