package io.finetune.page;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What was learned from, and what tested on. */
final class DataSection {

  private DataSection() {}

  static void write(Markup page, Run run) {
    if (run.data().isEmpty()) {
      return;
    }
    Shell.section(
        page,
        "Data",
        () -> {
          Map<String, String> data = run.data();
          page.in(
              "dl",
              () -> {
                fact(page, "training", data.get("train"));
                fact(page, "training images", count(data.get("train_images")));
                fact(page, "test", data.get("test"));
                fact(page, "test images", count(data.get("test_images")));
                fact(page, "classes", count(data.get("classes")));
                String counted = data.getOrDefault("counted", "images");
                fact(page, counted + " a class, training", range(run.classCounts(), "train"));
                fact(page, counted + " a class, test", range(run.classCounts(), "test"));
                fact(page, "fingerprint", data.get("fingerprint"));
              },
              "class",
              "facts");
          if (!run.classCounts().isEmpty()) {
            Shell.folded(page, "Counts by class", () -> classes(page, run.classCounts()));
          }
        });
  }

  static void fact(Markup page, String name, String value) {
    if (value != null) {
      page.in("div", () -> page.element("dt", name).in("dd", () -> page.name(value)));
    }
  }

  private static String count(String value) {
    return value == null ? null : Numbers.count(Long.parseLong(value));
  }

  private static String range(Table counts, String column) {
    double[] values = counts.numbers(column);
    if (values.length == 0) {
      return null;
    }
    long least = (long) Arrays.stream(values).min().getAsDouble();
    long most = (long) Arrays.stream(values).max().getAsDouble();
    return least == most
        ? Numbers.count(least)
        : Numbers.count(least) + " to " + Numbers.count(most);
  }

  private static void classes(Markup page, Table counts) {
    Grid.table(
        page,
        List.of("class", "training", "test"),
        () ->
            counts
                .rows()
                .forEach(
                    row ->
                        Grid.row(
                            page,
                            row.get("class"),
                            List.of(
                                Numbers.count(Long.parseLong(row.get("train"))),
                                Numbers.count(Long.parseLong(row.get("test")))))));
  }
}
