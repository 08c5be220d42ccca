package io.finetune.coco;

import java.util.List;

/**
 * Turns the matches of one category into its precision-recall curves, as pycocotools' {@code
 * accumulate} does. Only matched detections raise recall, and precision is highest at them, so a
 * curve needs no more than precision and score at each match.
 */
final class Accumulator {

  /** What pycocotools adds to the count of detections so that none divides by zero. */
  private static final double SPACING = Math.ulp(1.0);

  private final CocoSettings settings;
  private final double[] recalls;
  private final int category;
  private final MatchColumns rows;
  private final Curves curves;
  private final double[] precision;
  private final double[] scores;

  private Accumulator(CocoSettings settings, int category, MatchColumns rows, Curves curves) {
    this.settings = settings;
    this.category = category;
    this.rows = rows;
    this.curves = curves;
    recalls = settings.recallThresholds().stream().mapToDouble(Double::doubleValue).toArray();
    precision = new double[rows.size()];
    scores = new double[rows.size()];
  }

  /** Writes the curves of a category, for every area range, limit and threshold. */
  static void accumulate(CocoSettings settings, int category, MatchColumns matches, Curves curves) {
    new Accumulator(settings, category, matches.sorted(), curves).accumulate();
  }

  private void accumulate() {
    List<Integer> limits = settings.maxDetections();
    int thresholds = settings.iouThresholds().size();
    for (int a = 0; a < settings.areaRanges().size(); a++) {
      if (rows.positives(a) > 0) {
        for (int m = 0; m < limits.size(); m++) {
          for (int t = 0; t < thresholds; t++) {
            accumulate(t, a, m, a * thresholds + t, limits.get(m));
          }
        }
      }
    }
  }

  private void accumulate(int threshold, int area, int limit, int bit, int most) {
    int positives = rows.positives(area);
    int right = 0;
    int wrong = 0;
    for (int row = 0; row < rows.size(); row++) {
      if (rows.rank(row) >= most || rows.isIgnored(row, bit)) {
        continue;
      }
      if (rows.isMatched(row, bit)) {
        scores[right] = rows.score(row);
        right++;
        precision[right - 1] = right / (wrong + right + SPACING);
      } else {
        wrong++;
      }
    }
    curves.setRecall(threshold, category, area, limit, (double) right / positives);
    for (int i = right - 1; i > 0; i--) {
      precision[i - 1] = Math.max(precision[i - 1], precision[i]);
    }
    int needed = 0;
    for (int r = 0; r < recalls.length; r++) {
      while (needed <= right && (double) needed / positives < recalls[r]) {
        needed++;
      }
      setPoint(threshold, r, area, limit, needed, right);
    }
  }

  /** Sets the point where a number of matches is needed, of which there are some. */
  private void setPoint(int threshold, int point, int area, int limit, int needed, int matches) {
    double value = 0;
    double score = 0;
    if (needed <= matches) {
      // A recall of 0 is reached by the very first detection, whether it is right or not.
      value = matches == 0 ? 0 : precision[Math.max(needed, 1) - 1];
      score = needed > 0 ? scores[needed - 1] : rows.size() > 0 ? rows.score(0) : 0;
    }
    curves.setPoint(threshold, point, category, area, limit, value, score);
  }
}
