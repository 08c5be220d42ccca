package io.finetune.optim;

import ai.djl.ndarray.NDArray;
import io.finetune.optim.OptimKernels.Common;
import io.finetune.optim.OptimKernels.Targets;
import java.util.List;

/**
 * Stochastic gradient descent with momentum, {@code torch.optim.SGD} plus Gradient Centralization.
 * Coupled decay is added to the gradient before it is centralized: {@code g = c(grad + wd * p)}. As
 * SGDW, with decoupled decay, it is not: {@code g = c(grad)}, and {@code p -= lr * wd * p} besides.
 *
 * <pre>{@code
 * Optimizer optimizer =
 *     SgdGc.builder()
 *         .optLearningRate(0.1)
 *         .optMomentum(0.9)
 *         .optWeightDecay(1e-4)
 *         .optCentralization(Centralization.ALL)
 *         .build();
 * }</pre>
 */
public final class SgdGc extends CentralizedOptimizer {

  private final Momentum momentum;
  private final boolean decoupled;

  /**
   * How gradients are averaged.
   *
   * @param factor what is kept of the buffer, 0 for no buffer
   * @param dampening what is held back of the gradient, after the first step
   * @param nesterov whether the step looks one gradient ahead
   */
  record Momentum(double factor, double dampening, boolean nesterov) {
    Momentum {
      Numbers.atLeastZero("momentum", factor);
      Numbers.atLeastZero("dampening", dampening);
      if (nesterov && (factor == 0 || dampening != 0)) {
        throw new IllegalArgumentException(
            "Nesterov momentum needs a momentum above 0 and no dampening; they are "
                + factor
                + " and "
                + dampening);
      }
    }
  }

  private SgdGc(Builder builder) {
    super(builder);
    momentum = new Momentum(builder.momentum, builder.dampening, builder.nesterov);
    decoupled = builder.decoupled;
  }

  /**
   * Creates a builder of SGD.
   *
   * @return the builder; learning rate 0.1, no momentum, no weight decay
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  void apply(OptimKernels device, Targets targets, StateLists state, Common common) {
    List<NDArray> momenta = momentum.factor() == 0 ? List.of() : state.zeros("momentum");
    device.sgd(targets, momenta, common, decoupled, momentum);
  }

  @Override
  boolean zeroesGradients() {
    return true;
  }

  /** Builds {@link SgdGc}. */
  public static final class Builder extends CentralizedBuilder<Builder> {

    private double momentum;
    private double dampening;
    private boolean nesterov;
    private boolean decoupled;

    private Builder() {
      super(0.1, 0);
    }

    /**
     * Sets the momentum.
     *
     * @param momentum at least 0
     * @return this builder
     */
    public Builder optMomentum(double momentum) {
      this.momentum = momentum;
      return this;
    }

    /**
     * Sets the dampening.
     *
     * @param dampening at least 0
     * @return this builder
     */
    public Builder optDampening(double dampening) {
      this.dampening = dampening;
      return this;
    }

    /**
     * Sets Nesterov's momentum.
     *
     * @param nesterov whether to use it
     * @return this builder
     */
    public Builder optNesterov(boolean nesterov) {
      this.nesterov = nesterov;
      return this;
    }

    /**
     * Decouples the weight decay, which makes it SGDW.
     *
     * @param decoupled whether to
     * @return this builder
     */
    public Builder optDecoupled(boolean decoupled) {
      this.decoupled = decoupled;
      return this;
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    public SgdGc build() {
      return new SgdGc(this);
    }
  }
}
