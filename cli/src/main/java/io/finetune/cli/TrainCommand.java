package io.finetune.cli;

import io.finetune.FinetuneException;
import io.finetune.page.RunPage;
import io.finetune.run.Choices;
import io.finetune.run.Choices.Origin;
import io.finetune.run.Finetune;
import io.finetune.run.RunPlan;
import io.finetune.run.RunResult;
import io.finetune.run.Setting;
import io.finetune.run.Settings;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The bare command: trains. Its flags are the {@link Settings}, one for one. */
final class TrainCommand implements Callable<Integer> {

  private static final String CONFIG = "--config";
  private static final String RESUME = "--resume";

  private final CommandSpec spec;
  private final PrintStream out;
  private final RunLog log = new RunLog();

  private TrainCommand(PrintStream out) {
    this.out = out;
    spec = CommandSpec.wrapWithoutInspection(this);
  }

  /** Builds the command from the table of settings. */
  static CommandLine build(PrintStream out) {
    CommandSpec spec = new TrainCommand(out).spec;
    spec.name("finetune").mixinStandardHelpOptions(true).version(Version.text());
    spec.usageMessage()
        .customSynopsis(
            "finetune --model NAME --dataset NAME [--optimizer NAME] [OPTIONS]",
            "       finetune --resume RUN_DIR [OPTIONS]",
            "       finetune list models|datasets|optimizers",
            "       finetune predict --checkpoint RUN_DIR --out DIR IMAGE... [OPTIONS]",
            "       finetune card RUN_DIR",
            "       finetune coco-eval --annotations FILE --results FILE [OPTIONS]",
            "       finetune data check|write --dataset NAME [OPTIONS]",
            "       finetune report RUN_DIR",
            "       finetune compare RUN_DIR RUN_DIR... --out DIR")
        .description("Fine-tunes a pretrained vision model on a dataset.")
        .footer(
            "",
            "Example: finetune --model resnet50 --dataset cub200 --optimizer sgd_gc"
                + " --data-dir CUB_200_2011",
            "What is not set comes from the recipe of the model and dataset, and is shown before"
                + " training.")
        .sortOptions(false)
        .width(100);
    for (Setting.Group group : Setting.Group.values()) {
      spec.addArgGroup(group(group));
    }
    spec.addOption(option(CONFIG, "FILE", "read settings from a YAML file; flags win over it"));
    spec.addOption(option(RESUME, "RUN_DIR", "continue an interrupted run"));
    spec.addOption(
        OptionSpec.builder(Main.VERBOSE)
            .type(boolean.class)
            .description("show stack traces of errors and the log of the engine")
            .build());
    return new CommandLine(spec);
  }

  private static ArgGroupSpec group(Setting.Group group) {
    ArgGroupSpec.Builder builder =
        ArgGroupSpec.builder()
            .exclusive(false)
            .validate(false)
            .heading("%n" + group.title() + "%n");
    Settings.all().stream()
        .filter(setting -> setting.group() == group)
        .forEach(setting -> builder.addArg(option(setting)));
    return builder.build();
  }

  private static OptionSpec option(Setting<?> setting) {
    String[] names =
        Stream.concat(Stream.of(setting.name()), setting.aliases().stream())
            .map(name -> "--" + name)
            .toArray(String[]::new);
    OptionSpec.Builder builder =
        OptionSpec.builder(names)
            .type(String.class)
            .paramLabel(setting.hint())
            .description(setting.help().replace("%", "%%"));
    if (setting.hint().equals("true|false")) {
      builder.arity("0..1").fallbackValue("true");
    }
    return builder.build();
  }

  private static OptionSpec option(String name, String hint, String help) {
    return OptionSpec.builder(name).type(String.class).paramLabel(hint).description(help).build();
  }

  @Override
  public Integer call() {
    ParseResult parsed = spec.commandLine().getParseResult();
    Choices choices = choices(parsed);
    // Newer JVMs have a console even without a terminal, so the launcher tells.
    boolean terminal = Boolean.getBoolean("finetune.terminal");
    try (Interrupt interrupt = Interrupt.listen()) {
      Finetune run =
          Finetune.of(choices)
              .listener(new ProgressListener(out, terminal))
              .listener(log)
              .onReady(this::announce)
              .stopWhen(interrupt::isAsked);
      RunResult result =
          parsed.hasMatchedOption(RESUME)
              ? run.resume(Path.of(parsed.<String>matchedOptionValue(RESUME, null)))
              : run.run();
      conclude(result);
    }
    return 0;
  }

  private Choices choices(ParseResult parsed) {
    Choices choices = Choices.NONE;
    for (Setting<?> setting : Settings.all()) {
      String text = parsed.matchedOptionValue("--" + setting.name(), null);
      if (text != null) {
        try {
          choices = choices.withText(setting, text, Origin.USER);
        } catch (FinetuneException e) {
          throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
        }
      }
    }
    if (parsed.hasMatchedOption(CONFIG)) {
      choices = choices.withConfig(Path.of(parsed.<String>matchedOptionValue(CONFIG, null)));
    }
    if (!parsed.hasMatchedOption(RESUME)) {
      for (Setting<?> needed : new Setting<?>[] {Settings.MODEL_NAME, Settings.DATASET}) {
        if (choices.origin(needed).isEmpty()) {
          throw new CommandLine.ParameterException(
              spec.commandLine(), "--" + needed.name() + " is missing: " + needed.help());
        }
      }
    }
    return choices;
  }

  private void announce(RunPlan plan) {
    log.open(plan.directory());
    plan.facts().forEach(this::show);
    show("recipe: " + plan.recipe().name() + ", " + plan.recipe().description());
    for (Setting.Group group : Setting.Group.values()) {
      StringBuilder line = new StringBuilder(group.title().toLowerCase(Locale.ROOT)).append(':');
      for (Setting<?> setting : Settings.all()) {
        if (setting.group() == group) {
          append(line, setting, plan.choices());
        }
      }
      show(line.toString());
    }
    show("run directory: " + plan.directory());
  }

  private static void append(StringBuilder line, Setting<?> setting, Choices choices) {
    choices
        .find(setting)
        .ifPresent(
            value ->
                line.append("  ").append(setting.name()).append(' ').append(Setting.format(value)));
  }

  private void conclude(RunResult result) {
    if (!result.skipped().isEmpty()) {
      show(
          result.skipped().size()
              + " broken images were left out, listed in "
              + result.directory().resolve("skipped.txt"));
    }
    StringBuilder line = new StringBuilder("final:");
    for (Map.Entry<String, Double> metric : result.metrics().entrySet()) {
      line.append(
          String.format(Locale.ROOT, "  %s %.2f %%", metric.getKey(), 100 * metric.getValue()));
    }
    if (result.bestEpoch() > 0) {
      line.append(
          String.format(
              Locale.ROOT,
              "  (best %.2f %% in epoch %d)",
              100 * result.best(),
              result.bestEpoch()));
    }
    Path report = result.directory().resolve(RunPage.FILE);
    if (Files.exists(report)) {
      show("report: " + report);
    }
    if (result.interrupted()) {
      show("stopped before its end; go on with: finetune --resume " + result.directory());
      return;
    }
    show(line.toString());
    show("run directory: " + result.directory());
  }

  /** Shows a line on the console and keeps it in the run's log. */
  private void show(String line) {
    out.println(line);
    out.flush();
    log.line(line);
  }
}
