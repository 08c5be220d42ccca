package io.finetune.optim;

import io.finetune.optim.OptimKernels.Betas;
import io.finetune.optim.OptimKernels.Common;
import io.finetune.optim.OptimKernels.Moments;
import io.finetune.optim.OptimKernels.Targets;
import io.finetune.optim.OptimKernels.Update;
import java.util.List;

/**
 * RAdam (Liu et al., 2020, arXiv 1908.03265), {@code torch.optim.RAdam}, and Ranger, which is RAdam
 * in Lookahead; both plus Gradient Centralization.
 *
 * <p>RAdam's decay is coupled, as torch's. Ranger, which torch does not have, decays as its
 * authors' code does, inside the update: {@code p -= step_size * (u + wd * p)}.
 */
public final class RadamGc extends CentralizedOptimizer {

  private final Betas betas;
  private final boolean decayInUpdate;
  private final boolean alias;
  private final boolean inclusive;
  private final boolean squaredRate;

  private RadamGc(Builder builder) {
    super(builder);
    betas = builder.betas();
    decayInUpdate = builder.decayInUpdate;
    alias = builder.alias;
    inclusive = builder.inclusive;
    squaredRate = builder.squaredRate;
  }

  /**
   * Creates a builder of RAdam.
   *
   * @return the builder; learning rate 1e-3, betas 0.9 and 0.999, epsilon 1e-8, no weight decay
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Creates a builder of Ranger.
   *
   * @return the builder; learning rate 1e-3, betas 0.95 and 0.999, epsilon 1e-5, no weight decay,
   *     Lookahead every 6 steps by 0.5
   */
  public static Builder rangerBuilder() {
    Builder builder = new Builder();
    builder.decayInUpdate = true;
    builder.ranger = true;
    return builder.optBeta1(0.95).optEpsilon(1e-5).optLookahead(new Lookahead(6, 0.5));
  }

  @Override
  void apply(OptimKernels device, Targets targets, StateLists state, Common common) {
    Moments moments = new Moments(state.zeros("mean"), state.zeros("square"), List.of());
    device.adaptive(targets, moments, common, betas, update(common));
  }

  private Update update(Common common) {
    double power = Math.pow(betas.beta2(), (double) common.step());
    double limit = 2 / (1 - betas.beta2()) - 1;
    double length = limit - 2.0 * common.step() * power / (1 - power);
    boolean rectified = inclusive ? length >= 5 : length > 5;
    double rate = common.learningRate() / (1 - Math.pow(betas.beta1(), (double) common.step()));
    if (rectified) {
      rate *=
          Math.sqrt(
              (1 - power)
                  * ((length - 4) * (length - 2) * limit)
                  / ((limit - 4) * (limit - 2) * length));
    }
    if (squaredRate) {
      rate *= common.learningRate();
    }
    double decay = common.weightDecay();
    return new Update(
        decayInUpdate ? 0 : decay, decayInUpdate ? decay : 0, rate, 1, rectified, alias);
  }

  /** Builds {@link RadamGc}. */
  public static final class Builder extends MomentBuilder<Builder> {

    private boolean ranger;
    private boolean decayInUpdate;
    private boolean alias;
    private boolean inclusive;
    private boolean squaredRate;

    private Builder() {
      super(1e-3, 0);
    }

    /**
     * Gives the numbers of the published GC code. Its RAdam decays inside the update, scaled by the
     * step size, and rectifies from a length of exactly 5 on. In the early, unrectified phase its
     * update is the first moment itself: decay and centralization of the update change the stored
     * moment.
     *
     * @return this builder
     */
    public Builder asPublished() {
      decayInUpdate = true;
      alias = true;
      inclusive = !ranger;
      return this;
    }

    /**
     * Gives the numbers of the published {@code PlainRAdam}, which multiplies by the learning rate
     * twice.
     *
     * @return this builder
     */
    public Builder asPublishedPlain() {
      squaredRate = true;
      return asPublished();
    }

    /**
     * Sets whether the early update is formed in the stored first moment, as in the published code.
     * Default: no; {@link #asPublished} says yes.
     *
     * @param alias whether it is
     * @return this builder
     */
    public Builder optAliasedMoment(boolean alias) {
      this.alias = alias;
      return this;
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    public RadamGc build() {
      return new RadamGc(this);
    }
  }
}
