package io.finetune.optim;

/**
 * Everything an optimizer can be told, whichever it is. Each takes some of it, see {@link
 * Optimizers.Entry#options}; {@link #toBuilder} changes single values.
 *
 * @param learningRate learning rate, at least 0
 * @param weightDecay weight decay, at least 0
 * @param momentum momentum of SGD, at least 0
 * @param dampening dampening of SGD's momentum, at least 0
 * @param nesterov whether SGD's momentum is Nesterov's
 * @param beta1 decay rate of the mean of gradients, in [0, 1)
 * @param beta2 decay rate of the mean of squared gradients, in [0, 1)
 * @param epsilon addend of the denominator, at least 0
 * @param amsgrad whether Adam divides by the greatest mean of squares so far
 * @param learningRateDecay Adagrad's own decay of the learning rate, at least 0
 * @param initialAccumulator where Adagrad's sums start, at least 0
 * @param lookaheadSteps steps between synchronisations of Lookahead; 0 for no Lookahead
 * @param lookaheadAlpha how far Lookahead's slow weights go, in (0, 1]
 * @param clipNorm limit on the norm of all gradients; 0 for none
 * @param clipValue limit on every value of a gradient; 0 for none
 * @param published whether the published code's deviations beyond centralization are reproduced
 */
public record OptimizerSettings(
    double learningRate,
    double weightDecay,
    double momentum,
    double dampening,
    boolean nesterov,
    double beta1,
    double beta2,
    double epsilon,
    boolean amsgrad,
    double learningRateDecay,
    double initialAccumulator,
    int lookaheadSteps,
    double lookaheadAlpha,
    double clipNorm,
    double clipValue,
    boolean published) {

  /**
   * Checks the components.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public OptimizerSettings {
    Numbers.atLeastZero("learning rate", learningRate);
    Numbers.atLeastZero("weight decay", weightDecay);
    Numbers.atLeastZero("momentum", momentum);
    Numbers.atLeastZero("dampening", dampening);
    Numbers.fraction("beta1", beta1);
    Numbers.fraction("beta2", beta2);
    Numbers.atLeastZero("epsilon", epsilon);
    Numbers.atLeastZero("learning-rate decay", learningRateDecay);
    Numbers.atLeastZero("initial accumulator", initialAccumulator);
    Numbers.atLeastZero("lookahead steps", lookaheadSteps);
    Numbers.positive("lookahead alpha", lookaheadAlpha);
    Numbers.atLeastZero("limit on the norm of gradients", clipNorm);
    Numbers.atLeastZero("limit on gradient values", clipValue);
  }

  /**
   * Creates a builder of settings that change nothing: rate 0.1, betas 0.9 and 0.999, epsilon 1e-8,
   * everything else off.
   *
   * @return the builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Creates a builder that starts at these settings.
   *
   * @return the builder
   */
  public Builder toBuilder() {
    return new Builder()
        .learningRate(learningRate)
        .weightDecay(weightDecay)
        .momentum(momentum)
        .dampening(dampening)
        .nesterov(nesterov)
        .betas(beta1, beta2)
        .epsilon(epsilon)
        .amsgrad(amsgrad)
        .learningRateDecay(learningRateDecay)
        .initialAccumulator(initialAccumulator)
        .lookahead(lookaheadSteps, lookaheadAlpha)
        .clipNorm(clipNorm)
        .clipValue(clipValue)
        .published(published);
  }

  /** Builds {@link OptimizerSettings}; every method returns this and is named as the component. */
  public static final class Builder {

    private double learningRate = 0.1;
    private double weightDecay;
    private double momentum;
    private double dampening;
    private boolean nesterov;
    private double beta1 = 0.9;
    private double beta2 = 0.999;
    private double epsilon = 1e-8;
    private boolean amsgrad;
    private double learningRateDecay;
    private double initialAccumulator;
    private int lookaheadSteps;
    private double lookaheadAlpha = 0.5;
    private double clipNorm;
    private double clipValue;
    private boolean published;

    private Builder() {}

    /** Sets the learning rate. */
    public Builder learningRate(double learningRate) {
      this.learningRate = learningRate;
      return this;
    }

    /** Sets the weight decay. */
    public Builder weightDecay(double weightDecay) {
      this.weightDecay = weightDecay;
      return this;
    }

    /** Sets the momentum of SGD. */
    public Builder momentum(double momentum) {
      this.momentum = momentum;
      return this;
    }

    /** Sets the dampening of SGD. */
    public Builder dampening(double dampening) {
      this.dampening = dampening;
      return this;
    }

    /** Chooses Nesterov's momentum. */
    public Builder nesterov(boolean nesterov) {
      this.nesterov = nesterov;
      return this;
    }

    /** Sets the addend of the denominator. */
    public Builder epsilon(double epsilon) {
      this.epsilon = epsilon;
      return this;
    }

    /** Chooses AMSGrad. */
    public Builder amsgrad(boolean amsgrad) {
      this.amsgrad = amsgrad;
      return this;
    }

    /** Sets Adagrad's decay of the learning rate. */
    public Builder learningRateDecay(double learningRateDecay) {
      this.learningRateDecay = learningRateDecay;
      return this;
    }

    /** Sets where Adagrad's sums start. */
    public Builder initialAccumulator(double initialAccumulator) {
      this.initialAccumulator = initialAccumulator;
      return this;
    }

    /** Sets the limit on the norm of all gradients. */
    public Builder clipNorm(double clipNorm) {
      this.clipNorm = clipNorm;
      return this;
    }

    /** Sets the limit on values of gradients. */
    public Builder clipValue(double clipValue) {
      this.clipValue = clipValue;
      return this;
    }

    /** Chooses the numbers of the published code. */
    public Builder published(boolean published) {
      this.published = published;
      return this;
    }

    /** Sets the decay rates of both moments. */
    public Builder betas(double beta1, double beta2) {
      this.beta1 = beta1;
      this.beta2 = beta2;
      return this;
    }

    /** Sets Lookahead; 0 steps for none. */
    public Builder lookahead(int steps, double alpha) {
      lookaheadSteps = steps;
      lookaheadAlpha = alpha;
      return this;
    }

    /**
     * Checks and builds.
     *
     * @return the settings
     * @throws IllegalArgumentException if a value is out of range
     */
    public OptimizerSettings build() {
      return new OptimizerSettings(
          learningRate,
          weightDecay,
          momentum,
          dampening,
          nesterov,
          beta1,
          beta2,
          epsilon,
          amsgrad,
          learningRateDecay,
          initialAccumulator,
          lookaheadSteps,
          lookaheadAlpha,
          clipNorm,
          clipValue,
          published);
    }
  }
}
