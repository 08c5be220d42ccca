package io.finetune.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The final table: every metric in the best and in the last epoch, and all epochs folded away. */
final class EpochSection {

  private EpochSection() {}

  static void write(Markup page, Run run, Figures figures) {
    if (run.epochs().isEmpty()) {
      return;
    }
    Shell.section(
        page,
        "Final results",
        () -> {
          Map<String, Integer> columns = new LinkedHashMap<>();
          int last = run.epochs().size() - 1;
          int best = run.best().orElse(last);
          if (best != last) {
            columns.put("best epoch, " + epoch(run, best), best);
          }
          String which = run.best().isPresent() && best == last ? "best and last" : "last";
          columns.put(which + " epoch, " + epoch(run, last), last);
          results(page, run, columns);
          if (run.skipped() > 0) {
            page.element(
                "p",
                run.skipped() + " broken images were left out; skipped.txt lists them.",
                "class",
                "note");
          }
          Shell.folded(page, "All " + run.epochs().size() + " epochs", () -> epochs(page, run));
        });
    figures.csv(
        "epochs",
        printer -> {
          printer.printRecord(run.epochs().columns());
          for (Map<String, String> row : run.epochs().rows()) {
            printer.printRecord(row.values());
          }
        });
  }

  private static String epoch(Run run, int row) {
    return run.epochs().rows().get(row).get("epoch");
  }

  private static void results(Markup page, Run run, Map<String, Integer> columns) {
    List<String> head = new ArrayList<>(List.of(""));
    head.addAll(columns.keySet());
    Grid.table(
        page,
        head,
        () -> {
          for (Measure measure : run.measures()) {
            Grid.row(
                page,
                measure.name(),
                columns.values().stream()
                    .map(row -> Numbers.percent(run.value(row, measure.column())))
                    .toList());
          }
          for (String loss : run.epochs().columns("train_")) {
            Grid.row(
                page,
                "training " + plain(loss),
                columns.values().stream().map(row -> Numbers.plain(run.value(row, loss))).toList());
          }
        });
  }

  /** The name of a loss: "loss", or "loss: classifier" for a part of it. */
  private static String plain(String column) {
    return column.equals("train_loss") ? "loss" : "loss: " + column.substring("train_".length());
  }

  private static void epochs(Markup page, Run run) {
    List<String> head = new ArrayList<>(List.of("epoch"));
    run.measures().forEach(measure -> head.add(measure.name()));
    head.addAll(List.of("loss", "learning rate", "images/s", "data wait", "time"));
    int best = run.best().orElse(-1);
    Grid.table(
        page,
        head,
        () -> {
          for (int row = 0; row < run.epochs().size(); row++) {
            List<String> cells = new ArrayList<>();
            for (Measure measure : run.measures()) {
              cells.add(Numbers.percent(run.value(row, measure.column())));
            }
            cells.add(Numbers.plain(run.value(row, "train_loss")));
            cells.add(Numbers.plain(run.value(row, "learning_rate")));
            cells.add(Numbers.plain(run.value(row, "images_per_second")));
            cells.add(Numbers.roughPercent(run.value(row, "data_wait")));
            cells.add(Numbers.duration(run.value(row, "seconds")));
            Grid.row(page, epoch(run, row) + (row == best ? " \u2605" : ""), cells);
          }
        });
    if (best >= 0) {
      page.element("p", "\u2605 the best epoch", "class", "note");
    }
  }
}
