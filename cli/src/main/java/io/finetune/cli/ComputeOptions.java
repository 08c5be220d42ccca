package io.finetune.cli;

import io.finetune.FinetuneException;
import io.finetune.run.Choices;
import io.finetune.run.Choices.Origin;
import io.finetune.run.Setting;
import io.finetune.run.Settings;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The flags that say how a trained network is run: those of {@link Settings}, with its checks. */
final class ComputeOptions {

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "threads that decode (default: one a processor)")
  private String workers;

  @Option(
      names = "--skip-broken",
      description = "leave out and count images that cannot be decoded, in place of stopping")
  private boolean skipBroken;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "auto, cpu, gpu or gpu:N (default: auto)")
  private String device;

  @Option(
      names = "--precision",
      paramLabel = "auto|fp32|bf16",
      description = "dtype of the computation (default: auto)")
  private String precision;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "CPU threads an operator computes with (default: 0, one a processor)")
  private String threads;

  /** Returns what was given of these flags. */
  Choices choices() {
    Choices choices = Choices.NONE;
    if (skipBroken) {
      choices = choices.with(Settings.SKIP_BROKEN, true, Origin.USER);
    }
    choices = with(choices, Settings.WORKERS, workers);
    choices = with(choices, Settings.DEVICE, device);
    choices = with(choices, Settings.PRECISION, precision);
    return with(choices, Settings.THREADS, threads);
  }

  /**
   * Adds the value of a flag.
   *
   * @param text what was given; null if nothing was
   * @throws ParameterException if the setting does not take it
   */
  Choices with(Choices choices, Setting<?> setting, String text) {
    if (text == null) {
      return choices;
    }
    try {
      return choices.withText(setting, text, Origin.USER);
    } catch (FinetuneException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
