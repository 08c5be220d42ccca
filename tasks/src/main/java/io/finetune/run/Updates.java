package io.finetune.run;

import ai.djl.nn.Parameter;
import io.finetune.FinetuneException;
import io.finetune.optim.CentralizedOptimizer;
import io.finetune.optim.OptimizerSettings;
import io.finetune.optim.Optimizers;
import io.finetune.optim.Optimizers.Option;
import io.finetune.optim.ParameterGroups;
import io.finetune.run.Choices.Origin;
import io.finetune.schedule.Schedule;
import io.finetune.schedule.ScheduleSettings;
import io.finetune.schedule.Schedules;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Turns the settings of a run into what changes its weights. */
final class Updates {

  /** Recipes are written for SGD; its rate in the paper's CIFAR runs, from which others scale. */
  private static final double SGD_RATE = 0.1;

  /** Their decay multiplies the learning rate, which is smaller than SGD's. */
  private static final Set<String> DECOUPLED = Set.of("adamw", "radam", "ranger");

  /** The factor on the rate at the first step of a warm-up, as torchvision's detectors have it. */
  private static final double WARM_UP_START = 1e-3;

  /** The share of one_cycle in which the rate rises, PyTorch's default. */
  private static final double ONE_CYCLE_RISE = 0.3;

  private Updates() {}

  /**
   * Fills in what the optimizer decides: its own options, and the recipe's learning rate and decay
   * on its scale.
   *
   * @param chosen choices with an optimizer's name
   * @param recipe where the recipe's learning rate and decay are
   */
  static Choices complete(Choices chosen, Choices recipe) {
    String name = chosen.get(Settings.OPTIMIZER_NAME);
    Optimizers.Entry entry = Optimizers.named(name);
    OptimizerSettings own = entry.defaults();
    double scale = own.learningRate() / SGD_RATE;
    String family = name.replaceAll("_gcc?2?$", "");
    double decay = recipe.get(Settings.WEIGHT_DECAY);
    Choices result =
        chosen
            .with(
                Settings.LEARNING_RATE,
                recipe.get(Settings.LEARNING_RATE) * scale,
                Origin.OPTIMIZER)
            .with(
                Settings.WEIGHT_DECAY,
                DECOUPLED.contains(family) ? decay / scale : decay,
                Origin.OPTIMIZER)
            .with(Settings.LOOKAHEAD_STEPS, own.lookaheadSteps(), Origin.OPTIMIZER)
            .with(Settings.LOOKAHEAD_ALPHA, own.lookaheadAlpha(), Origin.OPTIMIZER);
    if (entry.options().contains(Option.MOMENTUM)) {
      result =
          result
              .with(Settings.MOMENTUM, own.momentum(), Origin.OPTIMIZER)
              .with(Settings.NESTEROV, own.nesterov(), Origin.OPTIMIZER);
    }
    if (entry.options().contains(Option.BETAS)) {
      result =
          result
              .with(Settings.BETA1, own.beta1(), Origin.OPTIMIZER)
              .with(Settings.BETA2, own.beta2(), Origin.OPTIMIZER);
    }
    return entry.options().contains(Option.EPSILON)
        ? result.with(Settings.EPSILON, own.epsilon(), Origin.OPTIMIZER)
        : result;
  }

  static CentralizedOptimizer optimizer(Choices choices) {
    Optimizers.Entry entry = Optimizers.named(choices.get(Settings.OPTIMIZER_NAME));
    OptimizerSettings own = entry.defaults();
    OptimizerSettings settings =
        own.toBuilder()
            .learningRate(choices.get(Settings.LEARNING_RATE))
            .weightDecay(choices.get(Settings.WEIGHT_DECAY))
            .momentum(choices.find(Settings.MOMENTUM).orElse(own.momentum()))
            .nesterov(choices.find(Settings.NESTEROV).orElse(own.nesterov()))
            .betas(
                choices.find(Settings.BETA1).orElse(own.beta1()),
                choices.find(Settings.BETA2).orElse(own.beta2()))
            .epsilon(choices.find(Settings.EPSILON).orElse(own.epsilon()))
            .lookahead(choices.get(Settings.LOOKAHEAD_STEPS), choices.get(Settings.LOOKAHEAD_ALPHA))
            .clipNorm(choices.get(Settings.CLIP_NORM))
            .clipValue(choices.get(Settings.CLIP_VALUE))
            .build();
    try {
      return entry.create(settings);
    } catch (IllegalArgumentException e) {
      throw new FinetuneException("the optimizer cannot be built: " + e.getMessage(), e);
    }
  }

  /** How many numbers the optimizer keeps for each parameter. */
  static int states(Choices choices) {
    List<Option> options = Optimizers.named(choices.get(Settings.OPTIMIZER_NAME)).options();
    int slow = choices.get(Settings.LOOKAHEAD_STEPS) > 0 ? 1 : 0;
    if (options.contains(Option.MOMENTUM)) {
      return slow + (choices.find(Settings.MOMENTUM).orElse(0.0) > 0 ? 1 : 0);
    }
    return slow + (options.contains(Option.BETAS) ? 2 : 1);
  }

  /**
   * @param heads what begins the names of the head's parameters
   */
  static ParameterGroups groups(Choices choices, Map<String, Parameter> named, List<String> heads) {
    ParameterGroups groups =
        ParameterGroups.of(named)
            .withLearningRate(
                name -> heads.stream().anyMatch(name::startsWith), choices.get(Settings.HEAD_LR));
    return choices.get(Settings.DECAY_VECTORS) ? groups : groups.withoutDecayOfVectors();
  }

  /** The learning rate by step, for an epoch of so many steps. */
  static Schedule schedule(Choices choices, int steps) {
    List<Long> milestones =
        choices.find(Settings.MILESTONES).orElse(List.of()).stream()
            .map(epoch -> (long) epoch * steps)
            .toList();
    ScheduleSettings settings =
        new ScheduleSettings(
            choices.get(Settings.LEARNING_RATE),
            (long) choices.get(Settings.EPOCHS) * steps,
            Math.max(
                Math.round(choices.get(Settings.WARMUP_EPOCHS) * steps),
                choices.get(Settings.WARMUP_STEPS)),
            WARM_UP_START,
            (long) choices.get(Settings.STEP_EPOCHS) * steps,
            milestones,
            choices.get(Settings.GAMMA),
            0,
            choices.get(Settings.POWER),
            ONE_CYCLE_RISE);
    return Schedules.named(choices.get(Settings.SCHEDULE_NAME)).create(settings);
  }
}
