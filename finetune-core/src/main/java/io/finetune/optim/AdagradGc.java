package io.finetune.optim;

import io.finetune.optim.OptimKernels.Common;
import io.finetune.optim.OptimKernels.Targets;
import java.util.Objects;

/**
 * Adagrad, {@code torch.optim.Adagrad} plus Gradient Centralization: {@code g = c(grad + wd * p)},
 * {@code sum += g^2}, {@code p -= lr / (1 + (t - 1) * lr_decay) * g / (sqrt(sum) + eps)}.
 */
public final class AdagradGc extends CentralizedOptimizer {

  private final double learningRateDecay;
  private final double initialAccumulator;
  private final double epsilon;

  private AdagradGc(Builder builder) {
    super(builder);
    learningRateDecay = builder.learningRateDecay;
    initialAccumulator = builder.initialAccumulator;
    epsilon = builder.epsilon;
  }

  /**
   * Creates a builder.
   *
   * @return the builder; learning rate 1e-2, epsilon 1e-10, no decay of anything
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  void apply(OptimKernels device, Targets targets, StateLists state, Common common) {
    var sums = state.filled("sum", weight -> weight.zerosLike().addi(initialAccumulator));
    device.adagrad(targets, sums, common, learningRateDecay, epsilon);
  }

  /** Builds {@link AdagradGc}. */
  public static final class Builder extends CentralizedBuilder<Builder> {

    private double learningRateDecay;
    private double initialAccumulator;
    private double epsilon = 1e-10;

    private Builder() {
      super(1e-2, 0);
    }

    /**
     * Sets what is centralized. Default: the gradient.
     *
     * @param target gradient or update
     * @return this builder
     */
    public Builder optTarget(CentralizationTarget target) {
      this.target = Objects.requireNonNull(target, "target");
      return this;
    }

    /**
     * Sets how fast the learning rate falls.
     *
     * @param decay at least 0
     * @return this builder
     */
    public Builder optLearningRateDecay(double decay) {
      learningRateDecay = Numbers.atLeastZero("learning-rate decay", decay);
      return this;
    }

    /**
     * Sets where the sums of squares start.
     *
     * @param value at least 0
     * @return this builder
     */
    public Builder optInitialAccumulator(double value) {
      initialAccumulator = Numbers.atLeastZero("initial accumulator", value);
      return this;
    }

    /**
     * Sets what keeps the denominator from zero.
     *
     * @param epsilon at least 0
     * @return this builder
     */
    public Builder optEpsilon(double epsilon) {
      this.epsilon = Numbers.atLeastZero("epsilon", epsilon);
      return this;
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    public AdagradGc build() {
      return new AdagradGc(this);
    }
  }
}
