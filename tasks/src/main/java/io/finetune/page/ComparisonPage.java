package io.finetune.page;

import io.finetune.FinetuneException;
import io.finetune.report.Lettering;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Several runs side by side, {@code compare.html} in a folder, with plots and numbers in {@code
 * report} beside it. Runs whose settings differ in nothing but the seed are one group: its curves
 * are means with a band of one standard deviation.
 */
public final class ComparisonPage {

  /** The page's name. */
  public static final String FILE = "compare.html";

  private ComparisonPage() {}

  /**
   * Makes the page, anew if it is there.
   *
   * @param folders the runs' folders; the first run's group is what the others are compared with
   * @param out where to, made if it is not there
   * @return the page
   * @throws FinetuneException if there are less than two runs or one of them is given twice, a
   *     folder holds no run, a file of it is damaged, the page cannot be written, or this JVM has
   *     no font for the plots
   */
  public static Path write(List<Path> folders, Path out) {
    Lettering.require();
    if (folders.size() < 2) {
      throw new FinetuneException("a comparison needs two runs or more, got " + folders.size());
    }
    List<Run> runs = folders.stream().map(RunFiles::read).toList();
    Set<Path> seen = new HashSet<>();
    for (Run run : runs) {
      if (!seen.add(run.folder())) {
        throw new FinetuneException("run " + run.folder() + " is given twice; give each once");
      }
    }
    List<RunGroup> groups = RunGroup.of(runs);
    Path folder = out.toAbsolutePath().normalize();
    Figures figures = new Figures(folder.resolve(RunPage.FOLDER));
    return Shell.write(
        folder.resolve(FILE),
        "Comparison of " + runs.size() + " runs \u00B7 finetune",
        page -> sections(page, groups, figures));
  }

  private static void sections(Markup page, List<RunGroup> groups, Figures figures) {
    header(page, groups);
    new ComparedResults(groups).write(page, figures);
    ComparedCharts charts = new ComparedCharts(groups);
    Shell.section(
        page,
        "Curves",
        () -> {
          if (groups.stream().anyMatch(group -> group.runs().size() > 1)) {
            page.element(
                "p",
                "Means over seeds; the bands are one standard deviation to both sides.",
                "class",
                "note");
          }
          figures.charts(page, charts.training());
        });
    if (!charts.precisionRecall().isEmpty()) {
      Shell.section(
          page, "Precision and recall", () -> figures.charts(page, charts.precisionRecall()));
    }
    new ComparedClasses(groups).write(page);
    if (!charts.gradients().isEmpty()) {
      Shell.section(
          page, "Gradients after centralization", () -> figures.charts(page, charts.gradients()));
    }
    differences(page, groups);
    runs(page, groups);
  }

  private static void header(Markup page, List<RunGroup> groups) {
    long runs = groups.stream().mapToLong(group -> group.runs().size()).sum();
    page.in(
        "header",
        () -> {
          page.element("p", "Comparison", "class", "eyebrow");
          page.in("h1", () -> title(page, groups));
          page.element(
              "p",
              groups.size() == 1
                  ? runs + " runs that differ in nothing but the seed"
                  : runs
                      + " runs in "
                      + groups.size()
                      + " groups; a group differs in the seed only",
              "class",
              "lede");
        });
  }

  private static void title(Markup page, List<RunGroup> groups) {
    if (groups.size() == 1) {
      page.name(groups.get(0).first().name());
      return;
    }
    for (int i = 0; i < Math.min(groups.size(), 4); i++) {
      page.text(i == 0 ? "" : " against ");
      page.name(groups.get(i).name());
    }
    page.text(groups.size() > 4 ? " and others" : "");
  }

  private static void differences(Markup page, List<RunGroup> groups) {
    List<String> differing = RunGroup.differing(groups);
    if (differing.isEmpty()) {
      return;
    }
    Shell.section(
        page,
        "Settings that differ",
        () -> {
          List<String> head = new ArrayList<>(List.of("setting"));
          groups.forEach(group -> head.add(group.name()));
          Grid.table(
              page,
              head,
              () ->
                  differing.forEach(
                      setting ->
                          Grid.row(
                              page,
                              setting,
                              groups.stream()
                                  .map(group -> group.first().setting(setting))
                                  .toList())));
        });
  }

  private static void runs(Markup page, List<RunGroup> groups) {
    Shell.section(
        page,
        "Runs",
        () ->
            Grid.table(
                page,
                List.of("run", "group", "seed", "epochs", "training time", "device"),
                () -> groups.forEach(group -> group.runs().forEach(run -> run(page, group, run)))));
  }

  private static void run(Markup page, RunGroup group, Run run) {
    Grid.row(
        page,
        () -> page.name(run.name()),
        () -> {
          page.in(
              "td",
              () -> {
                Figures.swatch(page, group.colour());
                page.name(group.name());
              });
          page.element("td", run.setting("seed"));
          page.element("td", run.epochs().size() + " of " + run.planned());
          page.element("td", Numbers.duration(run.seconds()));
          page.in("td", () -> page.name(run.environment().getOrDefault("device", Numbers.NONE)));
        });
  }
}
