package io.finetune.page;

import io.finetune.page.Chart.Scale;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The curves of one run. */
final class RunCharts {

  private static final String LOSS = "train_loss";

  private RunCharts() {}

  /** What a curve is drawn from: reports where there are any, else epochs. */
  record Source(Table table, String across) {

    static Source of(Run run) {
      return run.steps().isEmpty()
          ? new Source(run.epochs(), "epoch")
          : new Source(run.steps(), "progress");
    }

    Line line(String name, int colour, String column) {
      return Line.of(name, colour, table.numbers(across), table.numbers(column));
    }
  }

  static List<Chart> of(Run run) {
    Source source = Source.of(run);
    List<Chart> charts = new ArrayList<>();
    charts.add(new Chart("loss", "Training loss", "epoch", Scale.FROM_ZERO, losses(source)));
    charts.addAll(measures(run));
    charts.add(
        new Chart(
            "learning-rate",
            "Learning rate",
            "epoch",
            Scale.FROM_ZERO,
            List.of(source.line("Learning rate", 0, "learning_rate"))));
    charts.add(
        new Chart(
            "speed",
            "Images per second",
            "epoch",
            Scale.FROM_ZERO,
            List.of(source.line("Images per second", 0, "images_per_second"))));
    charts.add(
        new Chart(
            "data-wait",
            "Time spent waiting for data",
            "epoch",
            Scale.SHARE,
            List.of(source.line("Time spent waiting for data", 0, "data_wait"))));
    return charts;
  }

  private static List<Line> losses(Source source) {
    List<Line> lines = new ArrayList<>();
    lines.add(source.line("sum of all parts", 0, LOSS));
    for (String column : source.table().columns("train_")) {
      if (!column.equals(LOSS)) {
        lines.add(source.line(column.substring("train_".length()), lines.size(), column));
      }
    }
    return lines.size() == 1 ? List.of(source.line("Training loss", 0, LOSS)) : lines;
  }

  /** A chart for each family of metrics. */
  private static List<Chart> measures(Run run) {
    Map<String, List<Line>> families = new LinkedHashMap<>();
    for (Measure measure : run.measures()) {
      List<Line> lines = families.computeIfAbsent(measure.family(), any -> new ArrayList<>());
      lines.add(
          Line.of(
              measure.name(),
              lines.size(),
              run.epochs().numbers("epoch"),
              run.epochs().numbers(measure.column())));
    }
    List<Chart> charts = new ArrayList<>();
    families.forEach(
        (family, lines) ->
            charts.add(
                new Chart("metric-" + (charts.size() + 1), family, "epoch", Scale.PERCENT, lines)));
    return charts;
  }
}
