package io.finetune.page;

import io.finetune.report.Lettering;
import java.nio.file.Path;

/**
 * The page of one run, {@code report.html} in its folder, with its plots as PNG and their numbers
 * as CSV in {@code report}.
 */
public final class RunPage {

  /** The page's name. */
  public static final String FILE = "report.html";

  /** The folder of plots and numbers. */
  public static final String FOLDER = "report";

  private RunPage() {}

  /**
   * Makes the page, anew if it is there.
   *
   * @param folder the run's folder
   * @return the page
   * @throws io.finetune.FinetuneException if the folder holds no run, a file of it is damaged, the
   *     page cannot be written, or this JVM has no font for the plots
   */
  public static Path write(Path folder) {
    Lettering.require();
    Run run = RunFiles.read(folder);
    Figures figures = new Figures(run.folder().resolve(FOLDER));
    return Shell.write(
        run.folder().resolve(FILE),
        run.name() + " \u00B7 finetune",
        page -> {
          Headline.write(page, run);
          if (!run.epochs().isEmpty() || !run.steps().isEmpty()) {
            Shell.section(page, "Curves", () -> figures.charts(page, RunCharts.of(run)));
          }
          EpochSection.write(page, run, figures);
          PictureSection.write(page, run);
          ConfusionSection.write(page, run, figures);
          ClassSection.write(page, run);
          CurveSection.write(page, run, figures);
          GradientSection.write(page, run, figures);
          DataSection.write(page, run);
          SettingSection.write(page, run);
        });
  }
}
