package io.finetune.page;

import io.finetune.page.Chart.Scale;
import io.finetune.page.RunCharts.Source;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The curves of several groups of runs over each other: means, and a band of one deviation. */
final class ComparedCharts {

  private final List<RunGroup> groups;

  ComparedCharts(List<RunGroup> groups) {
    this.groups = groups;
  }

  List<Chart> training() {
    List<Chart> charts = new ArrayList<>();
    measures()
        .forEach(
            measure ->
                charts.add(
                    chart(
                        "metric-" + (charts.size() + 1),
                        measure.name(),
                        Scale.PERCENT,
                        run -> epochs(run, measure.column()))));
    charts.add(reports("loss", "Training loss", Scale.FROM_ZERO, "train_loss"));
    charts.add(reports("learning-rate", "Learning rate", Scale.FROM_ZERO, "learning_rate"));
    charts.add(reports("speed", "Images per second", Scale.FROM_ZERO, "images_per_second"));
    charts.add(reports("data-wait", "Time spent waiting for data", Scale.SHARE, "data_wait"));
    return charts;
  }

  /** The metrics of all groups, each once. */
  List<Measure> measures() {
    Map<String, Measure> all = new LinkedHashMap<>();
    groups.forEach(
        group -> group.first().measures().forEach(each -> all.putIfAbsent(each.column(), each)));
    return List.copyOf(all.values());
  }

  private Chart reports(String id, String title, Scale scale, String column) {
    return chart(id, title, scale, run -> Source.of(run).line("", 0, column));
  }

  private static Line epochs(Run run, String column) {
    return Line.of("", 0, run.epochs().numbers("epoch"), run.epochs().numbers(column));
  }

  private Chart chart(String id, String title, Scale scale, Function<Run, Line> lineOf) {
    return new Chart(id, title, "epoch", scale, lines(lineOf));
  }

  private List<Line> lines(Function<Run, Line> lineOf) {
    return groups.stream()
        .map(
            group ->
                Line.mean(group.name(), group.colour(), group.runs().stream().map(lineOf).toList()))
        .toList();
  }

  /** Precision over recall of all classes. */
  List<Chart> precisionRecall() {
    List<Chart> charts = new ArrayList<>();
    charts.add(recall("labels", "micro", "All classes, micro"));
    charts.add(recall("boxes", "mean", "Boxes, mean over IoU"));
    charts.add(recall("masks", "mean", "Masks, mean over IoU"));
    return charts.stream().filter(chart -> !chart.isEmpty()).toList();
  }

  private Chart recall(String kind, String curve, String title) {
    List<Line> lines =
        lines(
            run -> {
              Optional<Table> all = run.test().map(test -> test.curves().where("kind", kind));
              return CurveSection.line(
                  "", 0, CurveSection.overAll(all.orElse(new Table(List.of())), curve));
            });
    return new Chart("precision-recall-" + kind, title, "recall", Scale.UNIT_SQUARE, lines);
  }

  /** The gradients of every layer that was logged, after centralization. */
  List<Chart> gradients() {
    Set<String> layers = new LinkedHashSet<>();
    groups.forEach(
        group -> group.runs().forEach(run -> layers.addAll(run.gradients().texts("layer"))));
    List<Chart> charts = new ArrayList<>();
    for (String layer : layers) {
      for (String number : List.of("norm", "max")) {
        List<Line> lines =
            lines(
                run -> {
                  Table of = run.gradients().where("layer", layer);
                  return Line.of("", 0, of.numbers("step"), of.numbers(number + "_after"));
                });
        charts.add(
            new Chart(
                "gradient-" + (charts.size() / 2 + 1) + "-" + number,
                layer + (number.equals("norm") ? ": L2 norm" : ": largest value"),
                "step",
                GradientSection.scale(lines),
                lines));
      }
    }
    return charts;
  }
}
