package io.finetune.run;

import io.finetune.CheckpointException;
import io.finetune.data.Split;
import io.finetune.run.Choices.Origin;
import io.finetune.run.Setting.Effect;
import io.finetune.schedule.Schedule;
import io.finetune.train.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * An interrupted run that is taken up again: whether what was asked for beside {@code --resume}
 * still leads where the run was going. What would change the result of the steps already made is
 * refused, with the difference.
 */
final class Resumption {

  private static final String AUTO = "auto";

  private final RunDirectory directory;
  private final Choices configured;
  private final Choices accepted;
  private final Map<String, String> environment;

  private Resumption(
      RunDirectory directory,
      Choices configured,
      Choices accepted,
      Map<String, String> environment) {
    this.directory = directory;
    this.configured = configured;
    this.accepted = accepted;
    this.environment = environment;
  }

  /**
   * Compares what is asked for with what the run was started with.
   *
   * @param directory the run's folder
   * @param asked settings given beside {@code --resume}; none are needed
   * @throws CheckpointException if a setting has another value that would change the result
   */
  static Resumption of(RunDirectory directory, Choices asked) {
    Choices configured =
        Recipes.complete(Choices.NONE.withConfig(directory.file(RunDirectory.CONFIG)));
    Map<String, String> environment = FlatYaml.read(directory.file(Environment.FILE));
    Choices ran = computed(configured, environment);
    List<String> differences = new ArrayList<>();
    Choices accepted = configured;
    for (Setting<?> setting : Settings.all()) {
      if (asked.find(setting).isPresent() && !sameValue(setting, asked, configured)) {
        if (setting.effect() == Effect.RESULT && !sameValue(setting, asked, ran)) {
          differences.add(
              "  --" + setting.name() + ": " + text(setting, ran) + " -> " + text(setting, asked));
        } else {
          accepted = accepted.with(setting, asked, Origin.USER);
        }
      }
    }
    if (!differences.isEmpty()) {
      throw new CheckpointException(
          "other settings would change what "
              + directory.path()
              + " comes to:\n"
              + String.join("\n", differences)
              + "\nLeave them out to go on as the run began, or start a new run; with --weights "
              + directory.file(CheckpointFiles.LAST)
              + " it begins with what this one learned");
    }
    return new Resumption(directory, configured, accepted, environment);
  }

  private static boolean sameValue(Setting<?> setting, Choices one, Choices other) {
    return one.find(setting).equals(other.find(setting));
  }

  private static String text(Setting<?> setting, Choices choices) {
    return choices.find(setting).map(Setting::format).orElse("(not set)");
  }

  /** What the device decided at the start stays decided, also on another device. */
  private static Choices computed(Choices choices, Map<String, String> environment) {
    if (!choices.get(Settings.PRECISION).equals(AUTO)) {
      return choices;
    }
    String precision = environment.get(Environment.PRECISION);
    if (precision == null) {
      throw new CheckpointException(
          Environment.FILE + " of the run lacks '" + Environment.PRECISION + "': it is damaged");
    }
    return choices.withText(Settings.PRECISION, precision, Origin.USER);
  }

  /** The settings to go on with. */
  Choices choices() {
    return computed(accepted, environment);
  }

  RunDirectory directory() {
    return directory;
  }

  /**
   * Requires the data of the run's first steps.
   *
   * @throws CheckpointException if the dataset has changed; the message says in what
   */
  void requireSameData(Split<?> data) {
    Map<String, String> then = FlatYaml.read(directory.file(DataFingerprint.FILE));
    Map<String, String> now = DataFingerprint.of(data);
    if (!then.equals(now)) {
      String differences =
          now.keySet().stream()
              .filter(part -> !now.get(part).equals(then.get(part)))
              .map(part -> "  " + part + ": " + then.get(part) + " -> " + now.get(part))
              .collect(Collectors.joining("\n"));
      throw new CheckpointException(
          "the data are not those that "
              + directory.path()
              + " was trained on:\n"
              + differences
              + "\nGive it the data it began with, or start a new run");
    }
  }

  /**
   * Requires that the steps made so far would have been the same with the epochs asked for.
   *
   * @param stepsPerEpoch optimizer steps of an epoch
   * @param from how far the run is
   * @return what should be known of the change, for people
   * @throws CheckpointException if they would not
   */
  List<String> requireSamePast(int stepsPerEpoch, Progress from) {
    int then = configured.get(Settings.EPOCHS);
    int now = accepted.get(Settings.EPOCHS);
    if (then == now) {
      return List.of();
    }
    if (now <= from.epoch()) {
      throw new CheckpointException(
          "--epochs " + now + " is less than the run has behind it: " + from.epoch() + " epochs");
    }
    Schedule planned = Updates.schedule(configured, stepsPerEpoch);
    Schedule asked = Updates.schedule(accepted, stepsPerEpoch);
    for (long step = 0; step < from.step(); step++) {
      if (planned.at(step) != asked.at(step)) {
        throw new CheckpointException(otherRates(then, now, step, from.step()));
      }
    }
    boolean extra = from.epoch() == then && then % configured.get(Settings.EVALUATE_EVERY) != 0;
    return List.of(
        "epochs: "
            + now
            + " in place of "
            + then
            + (extra ? "; epoch " + then + " was evaluated as the last one" : ""));
  }

  private String otherRates(int then, int now, long step, long steps) {
    return "--epochs "
        + now
        + " in place of "
        + then
        + " would have given the "
        + steps
        + " steps already made other learning rates, from step "
        + (step + 1)
        + " on, because the schedule "
        + configured.get(Settings.SCHEDULE_NAME)
        + " spreads over all epochs. Leave it out, or start a new run; with --weights "
        + directory.file(CheckpointFiles.LAST)
        + " it begins with what this one learned";
  }

  /**
   * Compares where is computed.
   *
   * @param now the environment of this process
   * @return a line for everything that makes sums round differently
   */
  List<String> otherRounding(Map<String, String> now) {
    return Environment.OF_ROUNDING.stream()
        .filter(fact -> !now.get(fact).equals(environment.get(fact)))
        .map(
            fact ->
                fact
                    + ": "
                    + now.get(fact)
                    + ", the run began with "
                    + environment.get(fact)
                    + ": results stay the same but for rounding, not to the last bit")
        .toList();
  }

  /** Keeps the settings that were accepted for the next resumption. */
  void store() {
    if (!accepted.toMap().equals(configured.toMap())) {
      directory.write(RunDirectory.CONFIG, FlatYaml.lines(accepted.toMap()));
    }
  }
}
