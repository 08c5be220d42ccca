package io.finetune.optim;

import io.finetune.optim.OptimKernels.Betas;
import java.util.Objects;

/**
 * Settings of the optimizers of the Adam kind.
 *
 * @param <B> the builder itself
 */
public abstract class MomentBuilder<B extends MomentBuilder<B>> extends CentralizedBuilder<B> {

  private double beta1 = 0.9;
  private double beta2 = 0.999;
  private double epsilon = 1e-8;

  MomentBuilder(double learningRate, double weightDecay) {
    super(learningRate, weightDecay);
  }

  Betas betas() {
    return new Betas(beta1, beta2, epsilon);
  }

  /**
   * Sets what is centralized. Default: the gradient.
   *
   * @param target gradient or update
   * @return this builder
   */
  public B optTarget(CentralizationTarget target) {
    this.target = Objects.requireNonNull(target, "target");
    return self();
  }

  /**
   * Sets the decay rate of the mean of gradients.
   *
   * @param beta1 in [0, 1)
   * @return this builder
   */
  public B optBeta1(double beta1) {
    this.beta1 = Numbers.fraction("beta1", beta1);
    return self();
  }

  /**
   * Sets the decay rate of the mean of squared gradients.
   *
   * @param beta2 in [0, 1)
   * @return this builder
   */
  public B optBeta2(double beta2) {
    this.beta2 = Numbers.fraction("beta2", beta2);
    return self();
  }

  /**
   * Sets what keeps the denominator from zero.
   *
   * @param epsilon at least 0
   * @return this builder
   */
  public B optEpsilon(double epsilon) {
    this.epsilon = Numbers.atLeastZero("epsilon", epsilon);
    return self();
  }
}
