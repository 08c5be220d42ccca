package io.finetune.optim;

import static io.finetune.optim.Centralization.ALL;
import static io.finetune.optim.Centralization.CONV_ONLY;
import static io.finetune.optim.Centralization.NONE;
import static io.finetune.optim.CentralizationTarget.GRADIENT;
import static io.finetune.optim.CentralizationTarget.UPDATE;

import io.finetune.FinetuneException;
import io.finetune.Names;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The optimizers by name. {@code _gc} centralizes the gradients of all weights, {@code _gcc} of
 * convolutions only; {@code _gc2} and {@code _gcc2} centralize the update in the gradient's place.
 * A name with and without its suffix differs by centralization alone. Default rates and decays are
 * those of the paper's CIFAR-100 experiments where it has them, else torch's.
 */
public final class Optimizers {

  private static final Family SGD =
      new Family(
          List.of(Option.MOMENTUM, Option.DAMPENING, Option.NESTEROV),
          defaults(0.1, 5e-4).momentum(0.9).build(),
          (settings, target) -> sgd(settings, false));
  private static final Family SGDW =
      new Family(SGD.options, SGD.defaults, (settings, target) -> sgd(settings, true));
  private static final Family ADAM =
      new Family(
          List.of(Option.BETAS, Option.EPSILON, Option.AMSGRAD),
          defaults(1e-3, 5e-4).build(),
          (settings, target) -> adam(AdamGc.builder(), settings).optTarget(target));
  private static final Family ADAMW =
      new Family(
          List.of(Option.BETAS, Option.EPSILON, Option.AMSGRAD, Option.PUBLISHED),
          defaults(1e-3, 1e-2).build(),
          (settings, target) -> adam(AdamGc.decoupledBuilder(), settings).optTarget(target));
  private static final Family ADAGRAD =
      new Family(
          List.of(Option.EPSILON, Option.LEARNING_RATE_DECAY, Option.INITIAL_ACCUMULATOR),
          defaults(1e-2, 5e-4).epsilon(1e-10).build(),
          (settings, target) -> adagrad(settings).optTarget(target));
  private static final Family RADAM =
      new Family(
          List.of(Option.BETAS, Option.EPSILON, Option.PUBLISHED),
          defaults(1e-3, 0).build(),
          (settings, target) -> radam(RadamGc.builder(), settings).optTarget(target));
  private static final Family RANGER =
      new Family(
          RADAM.options,
          defaults(1e-3, 0).betas(0.95, 0.999).epsilon(1e-5).lookahead(6, 0.5).build(),
          (settings, target) -> radam(RadamGc.rangerBuilder(), settings).optTarget(target));

  private static final List<Entry> TABLE =
      List.of(
          new Entry("sgd", "SGD with momentum.", SGD, NONE, GRADIENT),
          new Entry("sgd_gc", "SGD, all gradients centralized.", SGD, ALL, GRADIENT),
          new Entry(
              "sgd_gcc", "SGD, convolutions' gradients centralized.", SGD, CONV_ONLY, GRADIENT),
          new Entry("sgdw", "SGD with decoupled weight decay.", SGDW, NONE, GRADIENT),
          new Entry("sgdw_gc", "SGDW, all gradients centralized.", SGDW, ALL, GRADIENT),
          new Entry(
              "sgdw_gcc", "SGDW, convolutions' gradients centralized.", SGDW, CONV_ONLY, GRADIENT),
          new Entry("adam", "Adam.", ADAM, NONE, GRADIENT),
          new Entry("adam_gc", "Adam, all gradients centralized.", ADAM, ALL, GRADIENT),
          new Entry(
              "adam_gcc", "Adam, convolutions' gradients centralized.", ADAM, CONV_ONLY, GRADIENT),
          new Entry("adam_gc2", "Adam, all updates centralized.", ADAM, ALL, UPDATE),
          new Entry(
              "adam_gcc2", "Adam, convolutions' updates centralized.", ADAM, CONV_ONLY, UPDATE),
          new Entry("adamw", "Adam with decoupled weight decay.", ADAMW, NONE, GRADIENT),
          new Entry("adamw_gc", "AdamW, all gradients centralized.", ADAMW, ALL, GRADIENT),
          new Entry(
              "adamw_gcc",
              "AdamW, convolutions' gradients centralized.",
              ADAMW,
              CONV_ONLY,
              GRADIENT),
          new Entry("adamw_gc2", "AdamW, all updates centralized.", ADAMW, ALL, UPDATE),
          new Entry(
              "adamw_gcc2", "AdamW, convolutions' updates centralized.", ADAMW, CONV_ONLY, UPDATE),
          new Entry("adagrad", "Adagrad.", ADAGRAD, NONE, GRADIENT),
          new Entry("adagrad_gc", "Adagrad, all gradients centralized.", ADAGRAD, ALL, GRADIENT),
          new Entry(
              "adagrad_gcc",
              "Adagrad, convolutions' gradients centralized.",
              ADAGRAD,
              CONV_ONLY,
              GRADIENT),
          new Entry("adagrad_gc2", "Adagrad, all updates centralized.", ADAGRAD, ALL, UPDATE),
          new Entry(
              "adagrad_gcc2",
              "Adagrad, convolutions' updates centralized.",
              ADAGRAD,
              CONV_ONLY,
              UPDATE),
          new Entry("radam", "Adam with a rectified learning rate.", RADAM, NONE, GRADIENT),
          new Entry("radam_gc", "RAdam, all gradients centralized.", RADAM, ALL, GRADIENT),
          new Entry(
              "radam_gcc",
              "RAdam, convolutions' gradients centralized.",
              RADAM,
              CONV_ONLY,
              GRADIENT),
          new Entry("radam_gc2", "RAdam, all updates centralized.", RADAM, ALL, UPDATE),
          new Entry(
              "radam_gcc2", "RAdam, convolutions' updates centralized.", RADAM, CONV_ONLY, UPDATE),
          new Entry("ranger", "RAdam in Lookahead.", RANGER, NONE, GRADIENT),
          new Entry("ranger_gc", "Ranger, all gradients centralized.", RANGER, ALL, GRADIENT),
          new Entry(
              "ranger_gcc",
              "Ranger, convolutions' gradients centralized.",
              RANGER,
              CONV_ONLY,
              GRADIENT),
          new Entry("ranger_gc2", "Ranger, all updates centralized.", RANGER, ALL, UPDATE),
          new Entry(
              "ranger_gcc2",
              "Ranger, convolutions' updates centralized.",
              RANGER,
              CONV_ONLY,
              UPDATE));

  private Optimizers() {}

  /** A setting that some optimizers take and others do not. */
  public enum Option {
    /** {@code momentum}. */
    MOMENTUM,
    /** {@code dampening}. */
    DAMPENING,
    /** {@code nesterov}. */
    NESTEROV,
    /** {@code beta1} and {@code beta2}. */
    BETAS,
    /** {@code epsilon}. */
    EPSILON,
    /** {@code amsgrad}. */
    AMSGRAD,
    /** {@code learningRateDecay}. */
    LEARNING_RATE_DECAY,
    /** {@code initialAccumulator}. */
    INITIAL_ACCUMULATOR,
    /** {@code published}; under Lookahead every optimizer takes it. */
    PUBLISHED;

    /**
     * Reads the setting.
     *
     * @param settings where from
     * @return a number, a truth value or a list of numbers
     */
    public Object of(OptimizerSettings settings) {
      return switch (this) {
        case MOMENTUM -> settings.momentum();
        case DAMPENING -> settings.dampening();
        case NESTEROV -> settings.nesterov();
        case BETAS -> List.of(settings.beta1(), settings.beta2());
        case EPSILON -> settings.epsilon();
        case AMSGRAD -> settings.amsgrad();
        case LEARNING_RATE_DECAY -> settings.learningRateDecay();
        case INITIAL_ACCUMULATOR -> settings.initialAccumulator();
        case PUBLISHED -> settings.published();
      };
    }
  }

  /** Optimizers that differ by centralization alone. */
  private record Family(
      List<Option> options,
      OptimizerSettings defaults,
      BiFunction<OptimizerSettings, CentralizationTarget, CentralizedBuilder<?>> builder) {}

  /**
   * A line of the table.
   *
   * @param name its name
   * @param description one sentence
   * @param options what it takes besides learning rate, weight decay, Lookahead and limits
   * @param defaults its settings where none are given
   * @param constructor builds it; the caller closes what it returns
   */
  public record Entry(
      String name,
      String description,
      List<Option> options,
      OptimizerSettings defaults,
      Function<OptimizerSettings, CentralizedOptimizer> constructor) {

    private Entry(
        String name,
        String description,
        Family family,
        Centralization centralization,
        CentralizationTarget target) {
      this(
          name,
          description,
          family.options,
          family.defaults,
          settings ->
              shared(family.builder.apply(settings, target), settings)
                  .optCentralization(centralization)
                  .build());
    }

    /**
     * Builds the optimizer.
     *
     * @param settings its settings, usually {@code defaults().toBuilder()...build()}
     * @return the optimizer; the caller closes it
     * @throws FinetuneException if a setting that this optimizer does not take was changed
     */
    public CentralizedOptimizer create(OptimizerSettings settings) {
      for (Option option : Option.values()) {
        boolean taken =
            options.contains(option)
                || (option == Option.PUBLISHED && settings.lookaheadSteps() > 0);
        if (!taken && !option.of(settings).equals(option.of(defaults))) {
          throw new FinetuneException(
              name
                  + " takes no "
                  + option.name().toLowerCase(Locale.ROOT)
                  + "; it takes "
                  + options);
        }
      }
      return constructor.apply(settings);
    }
  }

  /**
   * Returns the whole table.
   *
   * @return the lines, families together
   */
  public static List<Entry> all() {
    return TABLE;
  }

  /**
   * Finds a line.
   *
   * @param name the name, such as {@code sgd_gc}
   * @return the line
   * @throws FinetuneException if there is none; the message has the nearest and all valid names
   */
  public static Entry named(String name) {
    return Names.find("optimizer", name, TABLE, Entry::name);
  }

  private static OptimizerSettings.Builder defaults(double learningRate, double weightDecay) {
    return OptimizerSettings.builder().learningRate(learningRate).weightDecay(weightDecay);
  }

  private static CentralizedBuilder<?> shared(CentralizedBuilder<?> to, OptimizerSettings from) {
    to.optLearningRate(from.learningRate());
    to.optWeightDecay(from.weightDecay());
    if (from.clipNorm() > 0) {
      to.optClipNorm(from.clipNorm());
    }
    if (from.clipValue() > 0) {
      to.optClipValue(from.clipValue());
    }
    to.lookahead = lookahead(to, from);
    return to;
  }

  private static Lookahead lookahead(CentralizedBuilder<?> to, OptimizerSettings from) {
    if (from.lookaheadSteps() == 0) {
      return null;
    }
    Lookahead wanted = new Lookahead(from.lookaheadSteps(), from.lookaheadAlpha());
    boolean builtIn = to.lookahead != null; // Ranger's own starts at the initial weights
    return from.published() && !builtIn ? wanted.asPublished() : wanted;
  }

  private static SgdGc.Builder sgd(OptimizerSettings from, boolean decoupled) {
    return SgdGc.builder()
        .optDecoupled(decoupled)
        .optMomentum(from.momentum())
        .optDampening(from.dampening())
        .optNesterov(from.nesterov());
  }

  private static AdamGc.Builder adam(AdamGc.Builder to, OptimizerSettings from) {
    moments(to, from).optAmsgrad(from.amsgrad());
    return from.published() ? to.asPublished() : to;
  }

  private static AdagradGc.Builder adagrad(OptimizerSettings from) {
    return AdagradGc.builder()
        .optEpsilon(from.epsilon())
        .optLearningRateDecay(from.learningRateDecay())
        .optInitialAccumulator(from.initialAccumulator());
  }

  private static RadamGc.Builder radam(RadamGc.Builder to, OptimizerSettings from) {
    moments(to, from);
    return from.published() ? to.asPublished() : to;
  }

  private static <B extends MomentBuilder<B>> B moments(B to, OptimizerSettings from) {
    return to.optBeta1(from.beta1()).optBeta2(from.beta2()).optEpsilon(from.epsilon());
  }
}
