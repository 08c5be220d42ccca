package io.finetune.page;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** How well each class is told or found, worst first. */
final class ClassSection {

  /** More classes than this are folded, but for both ends. */
  private static final int MOST_ROWS = 24;

  private static final int END = 8;

  private ClassSection() {}

  static void write(Markup page, Run run) {
    run.test()
        .filter(test -> !test.classes().isEmpty())
        .ifPresent(
            test ->
                Shell.section(
                    page,
                    test.isDetection() ? "Average precision by class" : "Accuracy by class",
                    () -> content(page, test)));
  }

  private static void content(Markup page, TestResults test) {
    if (!test.isDetection()) {
      table(
          page,
          test.classes(),
          List.of("class", "accuracy", "precision", "average precision", "images"),
          List.of("accuracy", "precision", "average_precision"),
          "images");
      return;
    }
    for (String kind : List.of("boxes", "masks")) {
      Table classes = test.classes().where("kind", kind);
      if (!classes.isEmpty()) {
        page.element("h3", kind.equals("boxes") ? "Boxes" : "Masks");
        table(
            page,
            classes,
            List.of("class", "AP", "AP50", "AP75", "small", "medium", "large", "objects"),
            List.of("ap", "ap50", "ap75", "ap_small", "ap_medium", "ap_large"),
            "objects");
      }
    }
  }

  /** Writes both ends of a long table, and the whole folded away. */
  private static void table(
      Markup page, Table classes, List<String> head, List<String> scores, String count) {
    List<Map<String, String>> rows = new ArrayList<>(classes.rows());
    String score = scores.get(0);
    // What is not defined, for want of ground truth, comes last.
    rows.sort(Comparator.comparingDouble((Map<String, String> row) -> sortable(row, score)));
    if (rows.size() <= MOST_ROWS) {
      rows(page, rows, head, scores, count);
      return;
    }
    List<Map<String, String>> defined =
        rows.stream().filter(row -> !Double.isNaN(Table.number(row, score))).toList();
    int end = Math.min(END, defined.size() / 2);
    page.in(
        "div",
        () -> {
          page.in(
              "div",
              () -> {
                page.element("h3", "Lowest");
                rows(page, defined.subList(0, end), head.subList(0, 2), scores.subList(0, 1), "");
              });
          page.in(
              "div",
              () -> {
                page.element("h3", "Highest");
                List<Map<String, String>> top =
                    new ArrayList<>(defined.subList(defined.size() - end, defined.size()));
                Collections.reverse(top);
                rows(page, top, head.subList(0, 2), scores.subList(0, 1), "");
              });
        },
        "class",
        "beside");
    Shell.folded(
        page, "All " + rows.size() + " classes", () -> rows(page, rows, head, scores, count));
  }

  private static double sortable(Map<String, String> row, String score) {
    double value = Table.number(row, score);
    return Double.isNaN(value) ? 2 : value;
  }

  private static void rows(
      Markup page,
      List<Map<String, String>> rows,
      List<String> head,
      List<String> scores,
      String count) {
    Grid.table(
        page,
        head,
        () ->
            rows.forEach(
                row ->
                    Grid.row(
                        page,
                        () -> page.name(row.get("class")),
                        () -> {
                          Grid.bar(page, Table.number(row, scores.get(0)));
                          scores.stream()
                              .skip(1)
                              .forEach(
                                  each ->
                                      page.element(
                                          "td", Numbers.roughPercent(Table.number(row, each))));
                          if (!count.isEmpty()) {
                            page.element("td", Numbers.count(Long.parseLong(row.get(count))));
                          }
                        })));
  }
}
