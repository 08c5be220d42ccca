package io.finetune.report;

import io.finetune.coco.CocoScores;
import io.finetune.coco.CocoScores.CategoryScores;
import io.finetune.coco.IouType;
import io.finetune.report.ResultsEvaluation.Counts;
import io.finetune.report.ResultsEvaluation.TypeScores;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** An evaluation as lines for people: counts and times, and pycocotools' table for each type. */
public final class EvaluationText {

  /** What stands where a score is not defined. */
  static final String NOT_DEFINED = "n/a";

  private EvaluationText() {}

  /**
   * Describes an evaluation.
   *
   * @param evaluation the outcome
   * @param perCategory whether a table of the categories follows each summary
   * @return lines without line ends
   */
  public static List<String> lines(ResultsEvaluation evaluation, boolean perCategory) {
    List<String> lines = new ArrayList<>(head(evaluation));
    for (TypeScores type : evaluation.types()) {
      lines.add("");
      lines.add(
          String.format(
              Locale.ROOT,
              "%s (%s), %s:",
              name(type.type()),
              type.type() == IouType.BBOX ? "boxes" : "masks",
              seconds(type.time())));
      type.scores().table().lines().forEach(lines::add);
      if (perCategory) {
        lines.add("");
        lines.addAll(categories(type.scores()));
      }
    }
    return lines;
  }

  private static List<String> head(ResultsEvaluation evaluation) {
    Counts counts = evaluation.counts();
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "annotations: %s, %s in %s, %s",
            count(counts.images(), "image"),
            count(counts.objects(), "object"),
            counts.categories() == 1 ? "1 category" : counts.categories() + " categories",
            count(counts.crowds(), "crowd")));
    lines.add(
        String.format(
            Locale.ROOT,
            "results: %s; both read in %s",
            count(counts.detections(), "detection"),
            seconds(evaluation.reading())));
    if (counts.unlisted() > 0) {
      lines.add(
          String.format(
              Locale.ROOT,
              "dropped: %s of categories that the annotations do not list",
              count(counts.unlisted(), "detection")));
    }
    if (counts.surplus() > 0) {
      CocoScores scores = evaluation.types().get(0).scores();
      lines.add(
          String.format(
              Locale.ROOT,
              "dropped: %s beyond the %d best of an image%s",
              count(counts.surplus(), "detection"),
              most(scores),
              scores.settings().useCategories() ? " and category" : ""));
    }
    return lines;
  }

  private static int most(CocoScores scores) {
    List<Integer> limits = scores.settings().maxDetections();
    return limits.get(limits.size() - 1);
  }

  /**
   * Describes the scores of each category.
   *
   * @param scores the scores
   * @return a table, its heading first
   */
  public static List<String> categories(CocoScores scores) {
    TextTable table =
        new TextTable(
            "category",
            "objects",
            "detections",
            "AP",
            "AP50",
            "AP75",
            "APs",
            "APm",
            "APl",
            "AR" + most(scores));
    for (CategoryScores category : scores.perCategory()) {
      table.row(
          category.name(),
          Integer.toString(category.objects()),
          Integer.toString(category.detections()),
          score(category.ap()),
          score(category.ap50()),
          score(category.ap75()),
          score(category.apSmall()),
          score(category.apMedium()),
          score(category.apLarge()),
          score(category.ar100()));
    }
    return table.lines();
  }

  /** The name of a measure of overlap, as pycocotools and the command line write it. */
  static String name(IouType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }

  static String score(OptionalDouble score) {
    return score.isPresent()
        ? String.format(Locale.ROOT, "%.3f", score.getAsDouble())
        : NOT_DEFINED;
  }

  private static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.2f s", time.toNanos() / 1e9);
  }
}
