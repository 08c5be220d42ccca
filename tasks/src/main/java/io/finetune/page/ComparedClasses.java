package io.finetune.page;

import io.finetune.page.Confusions.Pair;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** Where groups differ most: classes, and confused pairs. */
final class ComparedClasses {

  private static final int MOST = 12;

  private final List<RunGroup> groups;
  private final List<String> head = new ArrayList<>();

  ComparedClasses(List<RunGroup> groups) {
    this.groups = groups;
    groups.forEach(group -> head.add(group.name()));
  }

  /** Whether all runs tell the same classes apart and were evaluated. */
  private boolean isComparable() {
    List<Run> runs = groups.stream().flatMap(group -> group.runs().stream()).toList();
    return runs.stream()
        .allMatch(
            run ->
                run.test().isPresent()
                    && run.classes().equals(runs.get(0).classes())
                    && run.test().get().isDetection()
                        == runs.get(0).test().orElseThrow().isDetection());
  }

  void write(Markup page) {
    if (!isComparable()) {
      Shell.section(
          page,
          "Classes",
          () ->
              page.element(
                  "p",
                  "Not compared: a run was not evaluated, or the runs have other classes or tasks.",
                  "class",
                  "note"));
      return;
    }
    boolean isDetection = groups.get(0).first().test().orElseThrow().isDetection();
    if (isDetection) {
      classes(page, "Average precision of boxes by class", "boxes", "ap");
      classes(page, "Average precision of masks by class", "masks", "ap");
    } else {
      classes(page, "Accuracy by class", "", "accuracy");
    }
    confusions(page);
  }

  private void classes(Markup page, String heading, String kind, String column) {
    List<String> classes = groups.get(0).first().classes();
    record Line(String name, List<Double> means) {
      double range() {
        double most = means.stream().mapToDouble(v -> v).max().orElse(0);
        return most - means.stream().mapToDouble(v -> v).min().orElse(0);
      }
    }
    List<Line> lines = new ArrayList<>();
    for (int label = 0; label < classes.size(); label++) {
      List<Double> means = means(score(kind, Integer.toString(label), column));
      if (means.size() == groups.size()) {
        lines.add(new Line(classes.get(label), means));
      }
    }
    if (lines.isEmpty()) {
      return;
    }
    lines.sort(Comparator.comparingDouble(Line::range).reversed());
    Shell.section(
        page,
        heading,
        () -> {
          List<String> columns = new ArrayList<>(List.of("largest differences"));
          columns.addAll(head);
          Grid.table(
              page,
              columns,
              () ->
                  lines.stream()
                      .limit(MOST)
                      .forEach(
                          line ->
                              Grid.row(
                                  page,
                                  () -> page.name(line.name()),
                                  () -> line.means().forEach(share -> Grid.bar(page, share)))));
        });
  }

  private List<Double> means(ToDoubleFunction<Run> number) {
    return groups.stream()
        .map(group -> group.spread(number))
        .flatMap(Optional::stream)
        .map(Spread::mean)
        .toList();
  }

  private static ToDoubleFunction<Run> score(String kind, String label, String column) {
    return run -> {
      for (Map<String, String> row : run.test().orElseThrow().classes().rows()) {
        if (row.get("label").equals(label) && row.getOrDefault("kind", "").equals(kind)) {
          return Table.number(row, column);
        }
      }
      return Double.NaN;
    };
  }

  private void confusions(Markup page) {
    Confusions names = groups.get(0).first().test().orElseThrow().confusions();
    Set<Pair> pairs = new HashSet<>();
    groups.forEach(
        group ->
            group
                .runs()
                .forEach(run -> pairs.addAll(run.test().orElseThrow().confusions().worst(MOST))));
    List<Pair> ranked =
        pairs.stream()
            .sorted(
                Comparator.comparingDouble((Pair pair) -> -total(pair))
                    .thenComparingInt(Pair::truth)
                    .thenComparingInt(Pair::predicted))
            .limit(MOST)
            .toList();
    if (ranked.isEmpty()) {
      return;
    }
    Shell.section(
        page,
        "Most confused",
        () -> {
          List<String> columns = new ArrayList<>(List.of("true \u2192 predicted, times"));
          columns.addAll(head);
          Grid.table(
              page,
              columns,
              () ->
                  ranked.forEach(
                      pair ->
                          Grid.row(
                              page,
                              () -> ConfusionSection.names(page, names, pair),
                              () ->
                                  means(count(pair))
                                      .forEach(mean -> page.element("td", count(mean))))));
        });
  }

  /** A mean of whole numbers. */
  private static String count(double mean) {
    return mean == Math.rint(mean)
        ? Numbers.count((long) mean)
        : String.format(Locale.ROOT, "%.1f", mean);
  }

  private static ToDoubleFunction<Run> count(Pair pair) {
    return run -> run.test().orElseThrow().confusions().count(pair.truth(), pair.predicted());
  }

  private double total(Pair pair) {
    return means(count(pair)).stream().mapToDouble(Double::doubleValue).sum();
  }
}
