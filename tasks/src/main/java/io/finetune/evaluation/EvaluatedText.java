package io.finetune.evaluation;

import io.finetune.coco.CocoScores;
import io.finetune.report.EvaluationText;
import io.finetune.report.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** An evaluation as lines for people. */
public final class EvaluatedText {

  private EvaluatedText() {}

  /**
   * Describes an evaluation.
   *
   * @param done the evaluation
   * @param perClass whether a table of the classes follows
   * @return lines without line ends
   */
  public static List<String> lines(Evaluated done, boolean perClass) {
    List<String> lines = new ArrayList<>();
    if (done.scores() instanceof ClassScores scores) {
      classes(scores, perClass, lines);
    } else if (done.scores() instanceof ObjectScores scores) {
      objects("boxes", scores.boxes(), perClass, lines);
      scores.masks().ifPresent(masks -> objects("masks", masks, perClass, lines));
    }
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "%d images in %.1f s, %.1f images/s",
            done.scores().images(),
            done.time().toNanos() / 1e9,
            done.scores().images() / (done.time().toNanos() / 1e9)));
    return lines;
  }

  private static void classes(ClassScores scores, boolean perClass, List<String> lines) {
    WilsonInterval interval = WilsonInterval.of(scores.top1(), scores.images());
    lines.add("");
    for (Map.Entry<String, Double> metric : scores.metrics().entrySet()) {
      boolean main = metric.getKey().equals("top1");
      lines.add(
          String.format(Locale.ROOT, "%s %6.2f %%", metric.getKey(), 100 * metric.getValue())
              + (main
                  ? String.format(
                      Locale.ROOT,
                      "  (%d of %d; 95 %% Wilson interval %.2f to %.2f %%)",
                      scores.top1(),
                      scores.images(),
                      100 * interval.low(),
                      100 * interval.high())
                  : ""));
    }
    if (perClass) {
      TextTable table = new TextTable("class", "images", "top1 %");
      for (ClassScores.OfClass each : scores.perClass()) {
        table.row(each.name(), Integer.toString(each.images()), share(each));
      }
      lines.add("");
      lines.addAll(table.lines());
    }
  }

  private static String share(ClassScores.OfClass each) {
    return each.images() == 0
        ? "n/a"
        : String.format(Locale.ROOT, "%.2f", 100.0 * each.top1() / each.images());
  }

  private static void objects(
      String what, CocoScores scores, boolean perClass, List<String> lines) {
    lines.add("");
    lines.add(what + ", " + scores.objects() + " objects, " + scores.detections() + " detections:");
    scores.table().lines().forEach(lines::add);
    if (perClass) {
      lines.add("");
      lines.addAll(EvaluationText.categories(scores));
    }
  }
}
