package io.finetune.coco;

import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.OptionalDouble;

/**
 * Precision, score and recall for T IoU thresholds, R recall thresholds, K categories, A area
 * ranges and M limits of detections; -1 where there is no ground truth.
 */
final class Curves {

  /** Stands for all thresholds or all categories. */
  static final int ALL = -1;

  private static final double UNDEFINED = -1;

  private final int iouThresholds;
  private final int recallThresholds;
  private final int categories;
  private final int areas;
  private final int limits;
  private final double[] precision;
  private final double[] scores;
  private final double[] recall;

  Curves(CocoSettings settings, int categories) {
    this.categories = categories;
    iouThresholds = settings.iouThresholds().size();
    recallThresholds = settings.recallThresholds().size();
    areas = settings.areaRanges().size();
    limits = settings.maxDetections().size();
    recall = undefined(iouThresholds);
    precision = undefined(iouThresholds * recallThresholds);
    scores = undefined(iouThresholds * recallThresholds);
  }

  private double[] undefined(int rows) {
    double[] values = new double[rows * categories * areas * limits];
    Arrays.fill(values, UNDEFINED);
    return values;
  }

  private int place(int row, int category, int area, int limit) {
    return ((row * categories + category) * areas + area) * limits + limit;
  }

  /** Sets the highest recall. */
  void setRecall(int threshold, int category, int area, int limit, double value) {
    recall[place(threshold, category, area, limit)] = value;
  }

  /** Sets a point of a curve: precision, and the score at which its recall is reached. */
  void setPoint(
      int threshold, int point, int category, int area, int limit, double value, double score) {
    int place = place(threshold * recallThresholds + point, category, area, limit);
    precision[place] = value;
    scores[place] = score;
  }

  /** Returns precision at the recall thresholds, or nothing if it is not defined. */
  double[] curve(int threshold, int category, int area, int limit) {
    if (recall[place(threshold, category, area, limit)] == UNDEFINED) {
      return new double[0];
    }
    double[] curve = new double[recallThresholds];
    for (int r = 0; r < recallThresholds; r++) {
      curve[r] = precision[place(threshold * recallThresholds + r, category, area, limit)];
    }
    return curve;
  }

  /** Mean precision over recall and whatever else is {@link #ALL}. */
  OptionalDouble meanPrecision(int threshold, int category, int area, int limit) {
    return mean(precision, recallThresholds, threshold, category, area, limit);
  }

  /** Mean of the highest recall over whatever is {@link #ALL}. */
  OptionalDouble meanRecall(int threshold, int category, int area, int limit) {
    return mean(recall, 1, threshold, category, area, limit);
  }

  private OptionalDouble mean(
      double[] values, int points, int threshold, int category, int area, int limit) {
    // Adds with compensation: 80,000 values would otherwise lose digits.
    DoubleSummaryStatistics defined = new DoubleSummaryStatistics();
    int firstRow = threshold == ALL ? 0 : threshold * points;
    int lastRow = threshold == ALL ? iouThresholds * points : firstRow + points;
    int first = category == ALL ? 0 : category;
    int last = category == ALL ? categories : category + 1;
    for (int row = firstRow; row < lastRow; row++) {
      for (int k = first; k < last; k++) {
        double value = values[place(row, k, area, limit)];
        if (value > UNDEFINED) {
          defined.accept(value);
        }
      }
    }
    return defined.getCount() == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(defined.getAverage());
  }

  /** (T, R, K, A, M), a copy. */
  double[] precision() {
    return precision.clone();
  }

  /** (T, R, K, A, M), a copy. */
  double[] scores() {
    return scores.clone();
  }

  /** (T, K, A, M), a copy. */
  double[] recall() {
    return recall.clone();
  }
}
