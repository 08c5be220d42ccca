package io.finetune.page;

import io.finetune.page.Spread.Difference;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** What the groups came to, as means over their seeds and as differences from the first. */
final class ComparedResults {

  private final List<RunGroup> groups;

  ComparedResults(List<RunGroup> groups) {
    this.groups = groups;
  }

  /**
   * A metric and the epoch it is read in.
   *
   * @param name for people
   * @param column in the table of epochs
   * @param row which row of a run
   */
  private record Reading(String name, String column, Function<Run, OptionalInt> row) {

    double of(Run run) {
      OptionalInt at = row.apply(run);
      return at.isPresent() ? run.value(at.getAsInt(), column) : Double.NaN;
    }
  }

  private List<Reading> readings() {
    List<Reading> readings = new ArrayList<>();
    for (Measure measure : new ComparedCharts(groups).measures()) {
      readings.add(
          new Reading(measure.name() + ", last epoch", measure.column(), Run::lastEvaluated));
      readings.add(new Reading(measure.name() + ", best epoch", measure.column(), Run::best));
    }
    return readings;
  }

  void write(Markup page, Figures figures) {
    Shell.section(
        page,
        "Results",
        () -> {
          List<String> head = new ArrayList<>(List.of(""));
          groups.forEach(group -> head.add(group.name()));
          groups.stream()
              .skip(1)
              .forEach(group -> head.add(group.name() + " \u2212 " + groups.get(0).name()));
          Grid.table(page, head, () -> readings().forEach(each -> row(page, each)));
          page.element("p", note(), "class", "note");
        });
    csv(figures);
  }

  private String note() {
    String text =
        "Mean \u00B1 standard deviation over seeds. The best epoch is chosen by the test set, so it"
            + " flatters; compare last epochs.";
    if (groups.size() < 2) {
      return text;
    }
    text += " Differences are from " + groups.get(0).name() + ", in percentage points";
    return groups.stream().allMatch(group -> group.runs().size() > 1)
        ? text + ", with Welch\u2019s confidence interval of 95\u202F%; bold where it leaves out 0."
        : text + "; an interval needs two seeds or more on both sides.";
  }

  private void row(Markup page, Reading reading) {
    Grid.row(
        page,
        () -> page.text(reading.name()),
        () -> {
          groups.forEach(group -> page.element("td", mean(group.spread(reading::of))));
          Optional<Spread> base = groups.get(0).spread(reading::of);
          groups.stream()
              .skip(1)
              .forEach(group -> difference(page, group.spread(reading::of), base));
        });
  }

  private static String mean(Optional<Spread> spread) {
    if (spread.isEmpty()) {
      return Numbers.NONE;
    }
    String mean = String.format(Locale.ROOT, "%.2f", 100 * spread.get().mean());
    return spread.get().deviation().isPresent()
        ? mean
            + String.format(
                Locale.ROOT, " \u00B1 %.2f", 100 * spread.get().deviation().getAsDouble())
            + "\u202F%"
        : mean + "\u202F%";
  }

  private static void difference(Markup page, Optional<Spread> of, Optional<Spread> base) {
    if (of.isEmpty() || base.isEmpty()) {
      page.element("td", Numbers.NONE);
      return;
    }
    String plain = Numbers.points(of.get().mean() - base.get().mean());
    Optional<Difference> difference = of.get().minus(base.get());
    if (difference.isEmpty()) {
      page.element("td", plain);
      return;
    }
    double low = difference.get().of() - difference.get().margin();
    double high = difference.get().of() + difference.get().margin();
    page.in(
        "td",
        () ->
            page.text(plain)
                .element("small", " [" + Numbers.points(low) + ", " + Numbers.points(high) + "]"),
        "class",
        difference.get().isClear() ? "clear" : "unclear");
  }

  private void csv(Figures figures) {
    figures.csv(
        "results",
        printer -> {
          printer.printRecord(
              "metric", "group", "runs", "mean", "deviation", "difference", "margin_95");
          for (Reading reading : readings()) {
            Optional<Spread> base = groups.get(0).spread(reading::of);
            for (RunGroup group : groups) {
              Optional<Spread> spread = group.spread(reading::of);
              if (spread.isEmpty()) {
                continue;
              }
              Optional<Difference> difference =
                  group.colour() == 0 ? Optional.empty() : base.flatMap(spread.get()::minus);
              printer.printRecord(
                  reading.name(),
                  group.name(),
                  spread.get().count(),
                  spread.get().mean(),
                  spread.get().deviation().isPresent()
                      ? Double.toString(spread.get().deviation().getAsDouble())
                      : "",
                  difference.map(d -> Double.toString(d.of())).orElse(""),
                  difference.map(d -> Double.toString(d.margin())).orElse(""));
            }
          }
        });
  }
}
