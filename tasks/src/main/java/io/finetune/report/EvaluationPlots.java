package io.finetune.report;

import io.finetune.coco.CocoScores;
import io.finetune.coco.CocoScores.CategoryScores;
import io.finetune.report.ResultsEvaluation.TypeScores;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes an evaluation's plots as PNG files:
 *
 * <pre>
 * ap-bbox.png          the AP of all categories, best first
 * pr-bbox-person.png   precision over recall, one file a category
 * ap-segm.png, ...     the same for masks, where they were scored
 * </pre>
 */
public final class EvaluationPlots {

  private EvaluationPlots() {}

  /**
   * Draws and writes all plots.
   *
   * @param folder made if it is not there; files of the same names are replaced
   * @return the files, in the order written
   * @throws io.finetune.FinetuneException if one cannot be written, or this JVM has no font
   */
  public static List<Path> write(ResultsEvaluation evaluation, Path folder) {
    Lettering.require();
    List<Path> files = new ArrayList<>();
    for (TypeScores type : evaluation.types()) {
      CocoScores scores = type.scores();
      String name = EvaluationText.name(type.type());
      Path overview = folder.resolve("ap-" + name + ".png");
      Pictures.write(ApOverview.draw(scores), overview);
      files.add(overview);
      PlotNames names = new PlotNames();
      List<CategoryScores> categories = scores.perCategory();
      for (int i = 0; i < categories.size(); i++) {
        Path file =
            folder.resolve("pr-" + name + "-" + names.of(categories.get(i).name()) + ".png");
        Pictures.write(PrecisionRecallPlot.draw(scores, i), file);
        files.add(file);
      }
    }
    return files;
  }
}
