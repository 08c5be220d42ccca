package io.finetune.page;

import io.finetune.page.Chart.Scale;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Precision over recall. */
final class CurveSection {

  private CurveSection() {}

  static void write(Markup page, Run run, Figures figures) {
    run.test()
        .filter(test -> !test.curves().isEmpty())
        .ifPresent(
            test ->
                Shell.section(
                    page,
                    "Precision and recall",
                    () -> {
                      page.element("p", note(test), "class", "note");
                      figures.charts(page, test.isDetection() ? ofObjects(test) : ofLabels(test));
                    }));
  }

  private static String note(TestResults test) {
    return test.isDetection()
        ? "Mean of all classes, by how much a detection has to overlap with its object (IoU)."
        : "Every class against all others, by its probability. Micro puts all decisions in one pot,"
            + " macro is the mean of the classes.";
  }

  private static List<Chart> ofObjects(TestResults test) {
    List<Chart> charts = new ArrayList<>();
    for (String kind : List.of("boxes", "masks")) {
      Table all = test.curves().where("kind", kind);
      charts.add(
          chart(
              kind,
              kind.equals("boxes") ? "Boxes" : "Masks",
              List.of(
                  line("mean over IoU 0.50 to 0.95", 0, overAll(all, "mean")),
                  line("IoU 0.50", 1, overAll(all, "0.50")),
                  line("IoU 0.75", 2, overAll(all, "0.75")))));
      classes(all.where("curve", "mean"), kind, kind + ", best and worst class, mean over IoU")
          .ifPresent(charts::add);
    }
    return charts;
  }

  private static List<Chart> ofLabels(TestResults test) {
    List<Chart> charts = new ArrayList<>();
    charts.add(
        chart(
            "labels",
            "All classes",
            List.of(
                line("micro", 0, overAll(test.curves(), "micro")),
                line("macro", 1, overAll(test.curves(), "macro")))));
    classes(test.curves().where("curve", "class"), "labels", "best and worst classes")
        .ifPresent(charts::add);
    return charts;
  }

  static Table overAll(Table curves, String curve) {
    return curves.where(row -> row.get("curve").equals(curve) && row.get("label").isEmpty());
  }

  private static Chart chart(String id, String title, List<Line> lines) {
    return new Chart("precision-recall-" + id, title, "recall", Scale.UNIT_SQUARE, lines);
  }

  static Line line(String name, int colour, Table curve) {
    return Line.of(name, colour, curve.numbers("recall"), curve.numbers("precision"));
  }

  /** The two classes with the highest and the two with the lowest mean precision. */
  private static Optional<Chart> classes(Table curves, String id, String title) {
    Map<String, List<Map<String, String>>> byLabel = new LinkedHashMap<>();
    curves.rows().stream()
        .filter(row -> !row.get("label").isEmpty())
        .forEach(
            row -> byLabel.computeIfAbsent(row.get("label"), any -> new ArrayList<>()).add(row));
    if (byLabel.size() < 4) {
      return Optional.empty();
    }
    List<Table> ranked =
        byLabel.values().stream()
            .map(Table::new)
            .sorted(Comparator.comparingDouble(CurveSection::mean).reversed())
            .toList();
    List<Line> lines = new ArrayList<>();
    for (int place : new int[] {0, 1, ranked.size() - 2, ranked.size() - 1}) {
      Table curve = ranked.get(place);
      lines.add(line(curve.texts("class").get(0), lines.size(), curve));
    }
    String heading = title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1);
    return Optional.of(chart(id + "-classes", heading, lines));
  }

  private static double mean(Table curve) {
    return Arrays.stream(curve.numbers("precision")).average().orElse(0);
  }
}
