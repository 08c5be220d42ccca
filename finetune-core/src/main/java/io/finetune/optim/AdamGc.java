package io.finetune.optim;

import io.finetune.optim.OptimKernels.Betas;
import io.finetune.optim.OptimKernels.Common;
import io.finetune.optim.OptimKernels.Moments;
import io.finetune.optim.OptimKernels.Targets;
import io.finetune.optim.OptimKernels.Update;
import java.util.List;
import java.util.Objects;

/**
 * Adam and AdamW, {@code torch.optim.Adam} and {@code torch.optim.AdamW} plus Gradient
 * Centralization.
 *
 * <p>Adam's decay is coupled: added to the gradient, before that is centralized. AdamW's is
 * decoupled, {@code p -= lr * wd * p}, and centralized only where the whole update is.
 *
 * <p>The published GC code has two other AdamWs; {@link Builder#asPublished} and {@link
 * Builder#asPublishedLibrary} give their numbers.
 */
public final class AdamGc extends CentralizedOptimizer {

  private final Betas betas;
  private final boolean amsgrad;
  private final Decay decay;

  /** The ways weight decay enters. */
  private enum Decay {
    /** Into the gradient: Adam. */
    COUPLED,
    /** {@code lr * wd * p}: AdamW. */
    DECOUPLED,
    /** The paper's experiments: {@code step_size * wd * p}, epsilon outside bias correction. */
    PAPER,
    /** The published library: {@code lr / (1 - beta1^t) * wd * p}. */
    LIBRARY
  }

  private AdamGc(Builder builder) {
    super(builder);
    betas = builder.betas();
    amsgrad = builder.amsgrad;
    decay = builder.decay;
  }

  /**
   * Creates a builder of Adam.
   *
   * @return the builder; learning rate 1e-3, betas 0.9 and 0.999, epsilon 1e-8, no weight decay
   */
  public static Builder builder() {
    return new Builder(0, Decay.COUPLED);
  }

  /**
   * Creates a builder of AdamW.
   *
   * @return the builder; as {@link #builder}, but weight decay 1e-2
   */
  public static Builder decoupledBuilder() {
    return new Builder(1e-2, Decay.DECOUPLED);
  }

  @Override
  void apply(OptimKernels device, Targets targets, StateLists state, Common common) {
    Moments moments =
        new Moments(
            state.zeros("mean"),
            state.zeros("square"),
            amsgrad ? state.zeros("max_square") : List.of());
    boolean ofGradient = common.updateRank() == Centralization.NONE.minimumRank();
    boolean torch = decay == Decay.COUPLED || decay == Decay.DECOUPLED;
    if (torch && ofGradient) {
      device.adam(targets, moments, common, betas, decay == Decay.DECOUPLED);
    } else {
      device.adaptive(targets, moments, common, betas, update(common));
    }
  }

  private Update update(Common common) {
    double lr = common.learningRate();
    double wd = common.weightDecay();
    double correction1 = 1 - Math.pow(betas.beta1(), (double) common.step());
    double root = Math.sqrt(1 - Math.pow(betas.beta2(), (double) common.step()));
    double rate = lr / correction1;
    return switch (decay) {
      case COUPLED -> new Update(wd, 0, rate, root, true, false);
      case DECOUPLED -> new Update(0, wd * correction1, rate, root, true, false);
      case PAPER -> new Update(0, wd, rate * root, 1, true, false);
      case LIBRARY -> new Update(0, wd, rate, root, true, false);
    };
  }

  /** Builds {@link AdamGc}. */
  public static final class Builder extends MomentBuilder<Builder> {

    private boolean amsgrad;
    private Decay decay;

    private Builder(double weightDecay, Decay decay) {
      super(1e-3, weightDecay);
      this.decay = Objects.requireNonNull(decay);
    }

    /**
     * Divides by the greatest mean of squares so far (Reddi et al., 2018).
     *
     * @param amsgrad whether to
     * @return this builder
     */
    public Builder optAmsgrad(boolean amsgrad) {
      this.amsgrad = amsgrad;
      return this;
    }

    /**
     * Gives the numbers of the paper's own AdamW: decay is {@code step_size * wd * p} with {@code
     * step_size = lr * sqrt(1 - beta2^t) / (1 - beta1^t)}, and epsilon stands outside the bias
     * correction. The paper's Adam is Adam: nothing changes there.
     *
     * @return this builder
     */
    public Builder asPublished() {
      return published(Decay.PAPER);
    }

    /**
     * Gives the numbers of the AdamW in the published library: decay is {@code lr / (1 - beta1^t) *
     * wd * p}. The library's Adam is Adam: nothing changes there.
     *
     * @return this builder
     */
    public Builder asPublishedLibrary() {
      return published(Decay.LIBRARY);
    }

    private Builder published(Decay variant) {
      if (decay != Decay.COUPLED) {
        decay = variant;
      }
      return this;
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    public AdamGc build() {
      return new AdamGc(this);
    }
  }
}
