package io.finetune.cli;

import io.finetune.card.ModelCard;
import io.finetune.card.ModelCards;
import io.finetune.data.Datasets;
import io.finetune.optim.Optimizers;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code finetune list models|datasets|optimizers}: the tables, as they stand in the code. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists what can be given to --model, --dataset or --optimizer.",
    footer = {"", "Example: finetune list optimizers"})
final class ListCommand implements Callable<Integer> {

  /** The tables that can be listed. */
  enum Table {
    models,
    datasets,
    optimizers
  }

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "TABLE", description = "one of ${COMPLETION-CANDIDATES}")
  private Table table;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    switch (table) {
      case models -> ModelCards.all().forEach(card -> line(out, card));
      case datasets ->
          Datasets.all().forEach(entry -> line(out, entry.name(), entry.description()));
      case optimizers ->
          Optimizers.all().forEach(entry -> line(out, entry.name(), entry.description()));
    }
    out.flush();
    return 0;
  }

  private static void line(PrintWriter out, ModelCard card) {
    String task = card.task().name().toLowerCase(Locale.ROOT);
    out.printf(Locale.ROOT, "%-30s %-14s %s%n", card.name(), task, card.description());
  }

  private static void line(PrintWriter out, String name, String description) {
    out.printf(Locale.ROOT, "%-20s %s%n", name, description);
  }
}
