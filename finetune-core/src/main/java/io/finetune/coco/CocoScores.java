package io.finetune.coco;

import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * The outcome of an evaluation; immutable. A number that is not defined, because no object is there
 * to be found, is empty: neither 0 nor pycocotools' -1. Only the raw arrays keep the -1.
 *
 * <p>The letters of their shapes: T IoU thresholds, R recall thresholds, K categories (1 where they
 * are not used), A area ranges, M limits of detections, all in the order of {@link #settings()} and
 * of the categories' labels, the last index fastest.
 */
public final class CocoScores {

  private final CocoSettings settings;
  private final Curves curves;
  private final Counts counts;
  private final List<CategoryScores> perCategory;

  /**
   * Scores of one category; a number is empty where there is no ground truth.
   *
   * @param id as in the annotation file, or -1 for all categories together
   * @param name its name, or "all"
   * @param objects those that are not crowds
   * @param detections all that were given, those beyond the limit too
   * @param ap mean over the IoU thresholds
   * @param ap50 at IoU 0.5
   * @param ap75 at IoU 0.75
   * @param apSmall of small objects
   * @param apMedium of medium objects
   * @param apLarge of large objects
   * @param ar100 mean of the highest recall, with the most detections
   */
  public record CategoryScores(
      long id,
      String name,
      int objects,
      int detections,
      OptionalDouble ap,
      OptionalDouble ap50,
      OptionalDouble ap75,
      OptionalDouble apSmall,
      OptionalDouble apMedium,
      OptionalDouble apLarge,
      OptionalDouble ar100) {}

  /** What was counted; objects and detections by category. */
  record Counts(int images, int unlisted, List<Integer> objects, List<Integer> detections) {}

  CocoScores(CocoSettings settings, Categories categories, Curves curves, Counts counts) {
    this.settings = settings;
    this.curves = curves;
    this.counts = counts;
    perCategory =
        IntStream.range(0, counts.objects().size())
            .mapToObj(
                k ->
                    settings.useCategories()
                        ? scoresOf(k, categories.id(k), categories.name(k))
                        : scoresOf(k, -1, "all"))
            .toList();
  }

  private CategoryScores scoresOf(int category, long id, String name) {
    return new CategoryScores(
        id,
        name,
        counts.objects().get(category),
        counts.detections().get(category),
        mean(Metric.AP, category),
        mean(Metric.AP50, category),
        mean(Metric.AP75, category),
        mean(Metric.AP_SMALL, category),
        mean(Metric.AP_MEDIUM, category),
        mean(Metric.AP_LARGE, category),
        mean(Metric.AR_100, category));
  }

  /** Returns how it was scored. */
  public CocoSettings settings() {
    return settings;
  }

  /** Returns the number of images, those without objects too. */
  public int images() {
    return counts.images();
  }

  /** Returns the number of objects that are not crowds. */
  public int objects() {
    return counts.objects().stream().mapToInt(Integer::intValue).sum();
  }

  /** Returns the number of detections of listed categories, those beyond the limit too. */
  public int detections() {
    return counts.detections().stream().mapToInt(Integer::intValue).sum();
  }

  /**
   * Returns how many detections were left out because the annotations do not list their category,
   * as pycocotools leaves them out in silence. More than none hints at results for other data.
   */
  public int unlistedDetections() {
    return counts.unlisted();
  }

  /**
   * Returns a number of the summary. It is empty where no category has an object of its sizes, and
   * where the settings lack its IoU threshold, area range or limit.
   */
  public OptionalDouble metric(Metric metric) {
    return mean(metric, Curves.ALL);
  }

  private OptionalDouble mean(Metric metric, int category) {
    int limit = metric.limitIn(settings.maxDetections());
    int area = settings.areaRange(metric.area());
    int threshold = Curves.ALL;
    if (metric.iouThreshold().isPresent()) {
      threshold = settings.iouThresholds().indexOf(metric.iouThreshold().getAsDouble());
      if (threshold < 0) {
        return OptionalDouble.empty();
      }
    }
    if (limit < 0 || area < 0) {
      return OptionalDouble.empty();
    }
    return metric.isPrecision()
        ? curves.meanPrecision(threshold, category, area, limit)
        : curves.meanRecall(threshold, category, area, limit);
  }

  /**
   * Returns scores by category, by ascending id; a single one of all (id -1, "all") where
   * categories are not used.
   */
  public List<CategoryScores> perCategory() {
    return perCategory;
  }

  /**
   * Returns precision at the recall thresholds, for all areas and the most detections.
   *
   * @param category the category's label, 0 where categories are not used
   * @param iouThreshold place of the IoU threshold in the settings
   * @return (R,), or (0,) if the category has no object or the settings no area range "all"
   * @throws IndexOutOfBoundsException if there is no such category or threshold
   */
  public double[] precisionRecall(int category, int iouThreshold) {
    Objects.checkIndex(category, counts.objects().size());
    Objects.checkIndex(iouThreshold, settings.iouThresholds().size());
    int area = settings.areaRange(CocoSettings.ALL);
    return area < 0
        ? new double[0]
        : curves.curve(iouThreshold, category, area, settings.maxDetections().size() - 1);
  }

  /** Returns precision, (T, R, K, A, M), a copy; -1 where there is no ground truth. */
  public double[] precision() {
    return curves.precision();
  }

  /**
   * Returns the score at which each recall is reached, (T, R, K, A, M), a copy; 0 where it is not
   * reached, -1 where there is no ground truth.
   */
  public double[] scores() {
    return curves.scores();
  }

  /** Returns the highest recall, (T, K, A, M), a copy; -1 where there is no ground truth. */
  public double[] recall() {
    return curves.recall();
  }

  /**
   * Returns pycocotools' familiar lines, with n/a in place of -1. A line whose area range or limit
   * of detections the settings lack is left out: with the usual settings there are twelve.
   */
  public String table() {
    return SummaryTable.of(this);
  }
}
