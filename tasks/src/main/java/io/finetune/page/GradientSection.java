package io.finetune.page;

import io.finetune.page.Chart.Scale;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The gradients of single layers before and after centralization, as in figure 4 of the paper: L2
 * norm and largest value.
 */
final class GradientSection {

  private static final double WIDE = 50;

  private GradientSection() {}

  static void write(Markup page, Run run, Figures figures) {
    if (run.gradients().isEmpty()) {
      return;
    }
    Shell.section(
        page,
        "Gradients",
        () -> {
          page.element("p", "Before and after centralization, step by step.", "class", "note");
          List<Chart> charts = new ArrayList<>();
          Set<String> layers = new LinkedHashSet<>(run.gradients().texts("layer"));
          int number = 1;
          for (String layer : layers) {
            Table of = run.gradients().where("layer", layer);
            charts.add(chart(number, layer, of, "norm", "L2 norm"));
            charts.add(chart(number++, layer, of, "max", "largest value"));
          }
          figures.charts(page, charts);
        });
  }

  private static Chart chart(int number, String layer, Table of, String column, String name) {
    double[] steps = of.numbers("step");
    List<Line> lines =
        List.of(
            Line.of("before", 1, steps, of.numbers(column + "_before")),
            Line.of("after", 0, steps, of.numbers(column + "_after")));
    return new Chart(
        "gradient-" + number + "-" + column, layer + ": " + name, "step", scale(lines), lines);
  }

  /** By powers of ten where the values are far apart. */
  static Scale scale(List<Line> lines) {
    double least = Double.POSITIVE_INFINITY;
    double most = 0;
    for (Line line : lines) {
      for (Line.Point point : line.points()) {
        least = Math.min(least, point.y());
        most = Math.max(most, point.y());
      }
    }
    return least > 0 && most > WIDE * least ? Scale.LOGARITHMIC : Scale.FROM_ZERO;
  }
}
