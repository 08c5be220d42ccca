package io.finetune.page;

import io.finetune.page.Confusions.Pair;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Which classes are taken for which: the matrix and the most confused pairs. */
final class ConfusionSection {

  /** A matrix of more classes is a picture. */
  private static final int MOST_CELLS = 13;

  private static final int MOST_PAIRS = 12;

  /** From here on a cell is so dark that its number has to be light. */
  private static final double HOT = 0.55;

  private ConfusionSection() {}

  static void write(Markup page, Run run, Figures figures) {
    run.test()
        .filter(test -> !test.confusions().counts().isEmpty())
        .ifPresent(
            test -> {
              Shell.section(page, "Confusions", () -> content(page, test, figures));
              csv(test.confusions(), figures);
            });
  }

  private static void content(Markup page, TestResults test, Figures figures) {
    page.element(
        "p",
        test.isDetection()
            ? "Objects and detections with an overlap and a score of 0.5 or more ("
                + test.describe()
                + "). Nothing: missed, or found where nothing is."
            : "Of " + Numbers.count(test.images()) + " test images (" + test.describe() + ").",
        "class",
        "note");
    page.in(
        "div",
        () -> {
          page.in("div", () -> matrix(page, test.confusions(), figures));
          page.in("div", () -> pairs(page, test.confusions()));
        },
        "class",
        "beside");
  }

  private static void matrix(Markup page, Confusions confusions, Figures figures) {
    page.element("h3", "True class by row, predicted class by column");
    if (confusions.names().size() <= MOST_CELLS) {
      cells(page, confusions);
      return;
    }
    figures.picture(
        page,
        "confusion",
        theme -> HeatMap.paint(confusions, theme),
        "confusion matrix of " + confusions.names().size() + " classes in the order of the dataset",
        400,
        400);
    page.element(
        "p",
        "Both in the order of the dataset. The stronger the colour, the larger the share of the true"
            + " class.",
        "class",
        "note");
  }

  private static void cells(Markup page, Confusions confusions) {
    long[] totals = confusions.totals();
    List<String> names = confusions.names();
    page.in(
        "div",
        () ->
            page.in(
                "table",
                () -> {
                  page.in(
                      "thead",
                      () ->
                          page.in(
                              "tr",
                              () -> {
                                page.in("td", () -> {});
                                names.forEach(name -> head(page, name));
                              }));
                  page.in(
                      "tbody",
                      () -> {
                        for (int row = 0; row < names.size(); row++) {
                          row(page, confusions, row, totals);
                        }
                      });
                },
                "class",
                "matrix"),
        "class",
        "scroll");
  }

  private static void head(Markup page, String name) {
    page.in("th", () -> page.in("span", () -> page.name(name)), "scope", "col");
  }

  private static void row(Markup page, Confusions confusions, int row, long[] totals) {
    Grid.row(
        page,
        () -> page.name(confusions.names().get(row)),
        () -> {
          for (int column = 0; column < confusions.names().size(); column++) {
            double share = confusions.share(new Pair(row, column), totals);
            long count = confusions.count(row, column);
            page.element(
                "td",
                count == 0 ? "\u00B7" : Numbers.count(count),
                "style",
                String.format(Locale.ROOT, "--v:%.1f", 100 * share),
                "class",
                share >= HOT ? "hot" : "cell");
          }
        });
  }

  private static void pairs(Markup page, Confusions confusions) {
    page.element("h3", "Most confused");
    List<Pair> worst = confusions.worst(MOST_PAIRS);
    if (worst.isEmpty()) {
      page.element("p", "Nothing was taken for anything else.", "class", "note");
      return;
    }
    long[] totals = confusions.totals();
    Grid.table(
        page,
        List.of("true \u2192 predicted", "times", "of the class"),
        () -> {
          for (Pair pair : worst) {
            Grid.row(
                page,
                () -> names(page, confusions, pair),
                () -> {
                  page.element(
                      "td", Numbers.count(confusions.count(pair.truth(), pair.predicted())));
                  boolean isMadeUp =
                      confusions.names().get(pair.truth()).equals(Confusions.NOTHING);
                  page.element(
                      "td",
                      isMadeUp
                          ? Numbers.NONE
                          : Numbers.roughPercent(confusions.share(pair, totals)));
                });
          }
        });
  }

  static void names(Markup page, Confusions confusions, Pair pair) {
    page.name(confusions.names().get(pair.truth()));
    page.text(" \u2192 ");
    page.name(confusions.names().get(pair.predicted()));
  }

  private static void csv(Confusions confusions, Figures figures) {
    figures.csv(
        "confusion",
        printer -> {
          printer.printRecord("true_class", "predicted_class", "count");
          for (Map.Entry<Pair, Long> entry : confusions.counts().entrySet()) {
            printer.printRecord(
                confusions.names().get(entry.getKey().truth()),
                confusions.names().get(entry.getKey().predicted()),
                entry.getValue());
          }
        });
  }
}
