package io.finetune.benchmark;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Plots finished runs, grouped by optimizer: every seed a thin line, their mean a thick one. Writes
 * {@code loss.png} and a picture for each metric, and prints the final values as Markdown tables.
 *
 * <pre>
 * ResultCurves OUT_DIR TITLE METRIC[,METRIC...] RUN_DIR...
 * </pre>
 */
final class ResultCurves {

  private static final List<Color> COLOURS =
      List.of(
          new Color(0x1F77B4),
          new Color(0xD62728),
          new Color(0x2CA02C),
          new Color(0x9467BD),
          new Color(0xFF7F0E),
          new Color(0x17BECF));

  private final Path out;
  private final String title;
  private final Map<String, List<FinishedRun>> runs;

  private ResultCurves(Path out, String title, Map<String, List<FinishedRun>> runs) {
    this.out = out;
    this.title = title;
    this.runs = runs;
  }

  public static void main(String[] arguments) throws IOException {
    if (arguments.length < 4) {
      throw new IllegalArgumentException(
          "usage: ResultCurves OUT_DIR TITLE METRIC[,METRIC...] RUN_DIR...");
    }
    Map<String, List<FinishedRun>> runs = new LinkedHashMap<>();
    for (String folder : Arrays.asList(arguments).subList(3, arguments.length)) {
      FinishedRun run = FinishedRun.read(Path.of(folder));
      runs.computeIfAbsent(run.optimizer(), name -> new ArrayList<>()).add(run);
    }
    Path out = Files.createDirectories(Path.of(arguments[0]));
    ResultCurves curves = new ResultCurves(out, arguments[1], runs);
    curves.plot("loss", "training loss", FinishedRun.Epoch::loss);
    for (String metric : arguments[2].split(",")) {
      curves.plot(metric, "test " + metric + ", %", epoch -> 100 * epoch.metric(metric));
      curves.print(metric);
    }
  }

  private void plot(String file, String unit, ToDoubleFunction<FinishedRun.Epoch> value)
      throws IOException {
    XYChart chart =
        new XYChartBuilder()
            .width(900)
            .height(560)
            .title(title)
            .xAxisTitle("epoch")
            .yAxisTitle(unit)
            .build();
    chart
        .getStyler()
        .setChartBackgroundColor(Color.WHITE)
        .setPlotBackgroundColor(Color.WHITE)
        .setLegendBackgroundColor(Color.WHITE)
        .setLegendPosition(file.equals("loss") ? LegendPosition.InsideNE : LegendPosition.InsideSE);
    chart.getStyler().setPlotGridLinesColor(new Color(0xE0E0E0)).setLocale(Locale.ROOT);
    int colour = 0;
    for (Map.Entry<String, List<FinishedRun>> group : runs.entrySet()) {
      add(chart, group.getKey(), group.getValue(), COLOURS.get(colour % COLOURS.size()), value);
      colour++;
    }
    BitmapEncoder.saveBitmap(chart, out.resolve(file).toString(), BitmapFormat.PNG);
  }

  private static void add(
      XYChart chart,
      String name,
      List<FinishedRun> group,
      Color colour,
      ToDoubleFunction<FinishedRun.Epoch> value) {
    Color faint = new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), 90);
    Map<Integer, List<Double>> byEpoch = new TreeMap<>();
    for (int i = 0; i < group.size(); i++) {
      Map<Integer, Double> points = new TreeMap<>();
      for (FinishedRun.Epoch epoch : group.get(i).epochs()) {
        double y = value.applyAsDouble(epoch);
        if (!Double.isNaN(y)) {
          points.put(epoch.number(), y);
          byEpoch.computeIfAbsent(epoch.number(), n -> new ArrayList<>()).add(y);
        }
      }
      // A name of its own for each line, which the legend does not show.
      line(chart, name + "#" + i, points, faint, 1).setShowInLegend(false);
    }
    Map<Integer, Double> means = new TreeMap<>();
    byEpoch.forEach(
        (number, values) -> {
          // A mean over fewer seeds would jump where the shorter run ends.
          if (values.size() == group.size()) {
            means.put(number, mean(values));
          }
        });
    line(chart, "%s (mean of %d)".formatted(name, group.size()), means, colour, 3);
  }

  private static XYSeries line(
      XYChart chart, String name, Map<Integer, Double> points, Color colour, float width) {
    XYSeries series =
        chart.addSeries(name, List.copyOf(points.keySet()), List.copyOf(points.values()));
    series.setMarker(SeriesMarkers.NONE);
    series.setLineColor(colour);
    series.setLineStyle(new BasicStroke(width));
    return series;
  }

  private void print(String metric) {
    System.out.println(
        "| optimizer | seeds | final " + metric + " of each, % | mean, % | std, % |");
    System.out.println("| --- | --- | --- | --- | --- |");
    runs.forEach(
        (name, group) -> {
          List<Double> finals = group.stream().map(run -> 100 * run.last(metric)).toList();
          System.out.printf(
              Locale.ROOT,
              "| %s | %s | %s | %.2f | %s |%n",
              name,
              group.stream().map(FinishedRun::seed).collect(Collectors.joining(", ")),
              finals.stream()
                  .map(value -> String.format(Locale.ROOT, "%.2f", value))
                  .collect(Collectors.joining(", ")),
              mean(finals),
              finals.size() < 2 ? "n/a" : String.format(Locale.ROOT, "%.2f", deviation(finals)));
        });
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  /** The sample standard deviation, over n - 1. */
  private static double deviation(List<Double> values) {
    double mean = mean(values);
    double squares = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
    return Math.sqrt(squares / (values.size() - 1));
  }
}
