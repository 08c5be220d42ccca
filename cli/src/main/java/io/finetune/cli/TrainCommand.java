package io.finetune.cli;

import io.finetune.FinetuneException;
import io.finetune.page.RunPage;
import io.finetune.run.Choices;
import io.finetune.run.Choices.Origin;
import io.finetune.run.Finetune;
import io.finetune.run.Preview;
import io.finetune.run.RunPlan;
import io.finetune.run.RunResult;
import io.finetune.run.Setting;
import io.finetune.run.Settings;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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
  private static final String DRY_RUN = "--dry-run";
  private static final String PICTURE = "dry-run.png";

  /** Hints of settings that take files, or what may be one. */
  private static final Set<String> FILES = Set.of("DIR", "SOURCE");

  private final CommandSpec spec;
  private final PrintStream out;
  private final RunLog log;

  private TrainCommand(PrintStream out) {
    this.out = out;
    log = new RunLog(out);
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
            "       finetune --model NAME --dataset NAME --dry-run [OPTIONS]",
            "       finetune COMMAND --help")
        .description("Fine-tunes a pretrained vision model on a dataset.")
        .footer(
            "",
            "Example: finetune --model resnet50 --dataset cub200 --optimizer sgd_gc"
                + " --data-dir CUB_200_2011",
            "What is not set comes from the recipe of the model and dataset, and is shown before"
                + " training.",
            "With --resume nothing else is needed; a setting that would change the result is"
                + " refused.")
        .exitCodeListHeading("%nExit codes%n")
        .exitCodeList(Main.EXIT_CODES)
        .commandListHeading("%nCommands%n")
        .sortOptions(false)
        .width(100);
    for (Setting.Group group : Setting.Group.values()) {
      spec.addArgGroup(group(group));
    }
    spec.addOption(option(CONFIG, "FILE", "read settings from a YAML file; flags win over it"));
    spec.addOption(option(RESUME, "RUN_DIR", "continue an interrupted run where it stopped"));
    spec.addOption(dryRun());
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
            .paramLabel(label(setting))
            .description(setting.help().replace("%", "%%"));
    if (setting.hint().equals("true|false")) {
      builder.arity("0..1").fallbackValue("true");
    }
    if (FILES.contains(setting.hint())) {
      completedAsFile(builder);
    } else if (!TableNames.of(setting).isEmpty()) {
      builder.completionCandidates(TableNames.of(setting));
    }
    return builder.build();
  }

  /** Completion tells flags apart by their labels, so no two tables may share one. */
  private static String label(Setting<?> setting) {
    return setting.hint().equals("NAME") ? setting.name().toUpperCase(Locale.ROOT) : setting.hint();
  }

  private static OptionSpec option(String name, String hint, String help) {
    return completedAsFile(OptionSpec.builder(name).paramLabel(hint).description(help)).build();
  }

  private static OptionSpec dryRun() {
    return completedAsFile(OptionSpec.builder(DRY_RUN).arity("0..1").fallbackValue(PICTURE))
        .paramLabel("FILE.png")
        .description(
            "show settings, network and memory, draw two batches into a picture (default: "
                + PICTURE
                + "), and stop")
        .build();
  }

  /** Lets shells complete an option's value by the names of files; it stays the text it is. */
  private static OptionSpec.Builder completedAsFile(OptionSpec.Builder builder) {
    return builder.type(Path.class).converters(text -> text);
  }

  @Override
  public Integer call() {
    ParseResult parsed = spec.commandLine().getParseResult();
    Choices choices = choices(parsed);
    if (parsed.hasMatchedOption(DRY_RUN)) {
      rehearse(choices, parsed);
      return 0;
    }
    // Newer JVMs have a console even without a terminal, so the launcher tells.
    boolean terminal = Boolean.getBoolean("finetune.terminal");
    try (Interrupt interrupt = Interrupt.listen(spec.commandLine().getErr())) {
      Finetune run =
          Finetune.of(choices)
              .listener(new ProgressListener(out, terminal))
              .listener(log)
              .onReady(
                  plan -> {
                    announce(plan);
                    interrupt.beginSaving();
                  })
              .stopWhen(interrupt::isAsked);
      RunResult result =
          parsed.hasMatchedOption(RESUME)
              ? run.resume(Path.of(parsed.<String>matchedOptionValue(RESUME, null)))
              : run.run();
      conclude(result);
      return result.interrupted() ? interrupt.exitCode() : 0;
    }
  }

  /** Shows what would be trained; nothing is written but the picture. */
  private void rehearse(Choices choices, ParseResult parsed) {
    if (parsed.hasMatchedOption(RESUME)) {
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          DRY_RUN + " is for a new run: leave " + RESUME + " out and give --config FILE");
    }
    Path picture = Path.of(parsed.<String>matchedOptionValue(DRY_RUN, PICTURE));
    Preview preview = Finetune.of(choices).preview(picture);
    describe(preview.plan());
    show("");
    preview.summary().lines().forEach(this::show);
    show("");
    preview.memory().lines().forEach(this::show);
    show("two batches: " + preview.picture());
    show("nothing was trained");
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
    describe(plan);
  }

  private void describe(RunPlan plan) {
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
    if (result.skippedBatches() > 0) {
      show(
          result.skippedBatches()
              + " batches were skipped since the run began, because a loss or gradient was not"
              + " finite");
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
