package io.finetune.optim;

import ai.djl.training.optimizer.Optimizer.OptimizerBuilder;
import ai.djl.training.tracker.ParameterTracker;
import java.util.Objects;

/**
 * Settings that every optimizer of this package takes, in DJL's style.
 *
 * @param <B> the builder itself
 */
public abstract class CentralizedBuilder<B extends CentralizedBuilder<B>>
    extends OptimizerBuilder<B> {

  Centralization centralization = Centralization.NONE;
  CentralizationTarget target = CentralizationTarget.GRADIENT;
  double learningRate;
  double weightDecay;
  ParameterTracker tracker;
  double clipValue;
  double clipNorm;
  Lookahead lookahead;
  ParameterGroups parameters;

  CentralizedBuilder(double learningRate, double weightDecay) {
    this.learningRate = learningRate;
    this.weightDecay = weightDecay;
  }

  /**
   * Builds the optimizer.
   *
   * @return the optimizer; the caller closes it
   * @throws IllegalArgumentException if settings contradict each other
   */
  public abstract CentralizedOptimizer build();

  /**
   * Sets which tensors are centralized. Default: none.
   *
   * @param centralization which
   * @return this builder
   */
  public B optCentralization(Centralization centralization) {
    this.centralization = Objects.requireNonNull(centralization, "centralization");
    return self();
  }

  /**
   * Sets the learning rate.
   *
   * @param learningRate at least 0
   * @return this builder
   */
  public B optLearningRate(double learningRate) {
    this.learningRate = Numbers.atLeastZero("learning rate", learningRate);
    return self();
  }

  /**
   * Sets where {@code update} takes the learning rate from, in place of the constant one. {@code
   * step} does not ask it.
   *
   * @param tracker called with the parameter's id and the number of its step, from 1
   * @return this builder
   */
  public B optLearningRateTracker(ParameterTracker tracker) {
    this.tracker = Objects.requireNonNull(tracker, "tracker");
    return self();
  }

  /**
   * Sets the weight decay.
   *
   * @param weightDecay at least 0
   * @return this builder
   */
  public B optWeightDecay(double weightDecay) {
    this.weightDecay = Numbers.atLeastZero("weight decay", weightDecay);
    return self();
  }

  /**
   * Sets the weight decay under the name other DJL optimizers have for it. The nearest short
   * decimal is taken, so that {@code 1e-4f} is 1e-4.
   *
   * @param weightDecays at least 0
   * @return this builder
   */
  @Override
  public B optWeightDecays(float weightDecays) {
    return optWeightDecay(Double.parseDouble(Float.toString(weightDecays)));
  }

  /**
   * Limits every value of a gradient to {@code [-limit, limit]}.
   *
   * @param limit greater than 0
   * @return this builder
   */
  public B optClipValue(double limit) {
    clipValue = Numbers.positive("limit on gradient values", limit);
    return self();
  }

  /**
   * Limits gradient values under the name other DJL optimizers have for it, on both sides.
   *
   * @param clipGrad the limit; none if it is not greater than 0
   * @return this builder
   */
  @Override
  public B optClipGrad(float clipGrad) {
    clipValue = clipGrad > 0 ? Numbers.positive("limit on gradient values", clipGrad) : 0;
    return self();
  }

  /**
   * Limits the 2-norm of all gradients together, in {@code step} only.
   *
   * @param limit greater than 0
   * @return this builder
   */
  public B optClipNorm(double limit) {
    clipNorm = Numbers.positive("limit on the norm of gradients", limit);
    return self();
  }

  /**
   * Adds Lookahead.
   *
   * @param lookahead its settings
   * @return this builder
   */
  public B optLookahead(Lookahead lookahead) {
    this.lookahead = Objects.requireNonNull(lookahead, "lookahead");
    return self();
  }

  /**
   * Gives {@code update}, which sees DJL's ids only, the names and multipliers of parameters.
   *
   * @param parameters the network's parameters
   * @return this builder
   */
  public B optParameters(ParameterGroups parameters) {
    this.parameters = Objects.requireNonNull(parameters, "parameters");
    return self();
  }

  /**
   * Always throws: a state's own step count decides, and {@code restore} brings it back.
   *
   * @param beginNumUpdate not taken
   * @return never
   * @throws UnsupportedOperationException always
   */
  @Override
  public B optBeginNumUpdate(int beginNumUpdate) {
    throw new UnsupportedOperationException(
        "steps are counted with the state they belong to; restore a saved state to go on from it");
  }
}
