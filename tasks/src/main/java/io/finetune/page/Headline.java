package io.finetune.page;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The top of a run's page: what it is, and what it came to. */
final class Headline {

  /** The normal distribution's quantile for an interval of 95 %. */
  private static final double Z = 1.959964;

  private Headline() {}

  static void write(Markup page, Run run) {
    page.in(
        "header",
        () -> {
          page.element("p", "Training report", "class", "eyebrow");
          page.in("h1", () -> page.name(run.name()));
          page.in("p", () -> lede(page, run), "class", "lede");
          if (run.best().isPresent() || run.lastEvaluated().isPresent()) {
            page.in("dl", () -> tiles(page, run), "class", "tiles");
          }
        });
  }

  private static void lede(Markup page, Run run) {
    page.name(run.setting("model")).text(" on ").name(run.setting("dataset"));
    page.text(" with ").name(run.setting("optimizer"));
    page.text(", " + run.epochs().size() + " of " + run.planned() + " epochs");
    if (run.epochs().isEmpty()) {
      page.text(". No epoch has ended yet, so there is no result.");
    }
  }

  private static void tiles(Markup page, Run run) {
    int row = run.best().orElseGet(() -> run.lastEvaluated().orElseThrow());
    List<Measure> measures = run.measures();
    Measure main = measures.get(0);
    double value = run.value(row, main.column());
    tile(
        page,
        main.name(),
        Numbers.percent(value),
        where(run, row) + interval(run, main, value),
        "tile main");
    measures.stream()
        .skip(1)
        .limit(main.column().startsWith("val_ap") ? 3 : 1)
        .forEach(
            each ->
                tile(
                    page,
                    each.name(),
                    Numbers.percent(run.value(row, each.column())),
                    "same epoch",
                    "tile"));
    double[] speed = run.epochs().numbers("images_per_second");
    tile(
        page,
        "training time",
        Numbers.duration(run.seconds()),
        String.format(Locale.ROOT, "%s images/s", Numbers.tick(mean(speed))),
        "tile");
  }

  private static String where(Run run, int row) {
    String epoch = run.epochs().rows().get(row).get("epoch");
    return run.best().isPresent()
        ? "best epoch, " + epoch + " of " + run.planned()
        : "epoch " + epoch;
  }

  /** Wilson's interval of an accuracy, where it is known of how many images. */
  private static String interval(Run run, Measure measure, double share) {
    long images = run.test().map(TestResults::images).orElse(0L);
    if (!measure.column().startsWith("val_top") || images == 0) {
      return "";
    }
    double[] ends = wilson(share, images);
    return String.format(
        Locale.ROOT, "; 95 %% interval %.1f\u2013%.1f %%", 100 * ends[0], 100 * ends[1]);
  }

  /**
   * Wilson's score interval.
   *
   * @param share of the trials that succeeded
   * @param trials how many
   * @return both ends
   */
  static double[] wilson(double share, long trials) {
    double z2 = Z * Z / trials;
    double middle = share + z2 / 2;
    double half = Z * Math.sqrt(share * (1 - share) / trials + z2 / (4 * trials));
    return new double[] {(middle - half) / (1 + z2), (middle + half) / (1 + z2)};
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).filter(v -> !Double.isNaN(v)).average().orElse(0);
  }

  private static void tile(Markup page, String name, String value, String remark, String style) {
    page.in(
        "div",
        () -> {
          page.element("dt", name);
          page.in("dd", () -> page.element("strong", value).element("small", remark));
        },
        "class",
        style);
  }
}
