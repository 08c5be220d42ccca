package io.finetune.train;

import java.util.List;

/**
 * Decisions by their scores, counted so that precision and recall can be told at evenly spaced
 * thresholds. A decision is positive where its score is at least the threshold.
 */
public final class ThresholdCounts {

  /** TensorBoard's own default and one more, so that every threshold is a whole percent. */
  private static final int THRESHOLDS = 101;

  private final long[] right = new long[THRESHOLDS];
  private final long[] wrong = new long[THRESHOLDS];

  /**
   * Counts a decision.
   *
   * @param score how certain it is, 0 to 1; NaN counts as 0
   * @param isTrue whether a positive decision is right
   */
  public void add(float score, boolean isTrue) {
    int bin = (int) Math.floor(Math.max(0, Math.min(1, score)) * (THRESHOLDS - 1));
    (isTrue ? right : wrong)[bin]++;
  }

  /**
   * Returns what TensorBoard shows.
   *
   * @return true positives, false positives, true negatives, false negatives, precision, recall, at
   *     each threshold; precision and recall of nothing are 0
   */
  List<float[]> rows() {
    float[][] rows = new float[6][THRESHOLDS];
    long trues = 0;
    long falses = 0;
    for (int i = THRESHOLDS - 1; i >= 0; i--) {
      trues += right[i];
      falses += wrong[i];
      rows[0][i] = trues;
      rows[1][i] = falses;
    }
    for (int i = 0; i < THRESHOLDS; i++) {
      rows[2][i] = falses - rows[1][i];
      rows[3][i] = trues - rows[0][i];
      rows[4][i] = rows[0][i] / Math.max(1, rows[0][i] + rows[1][i]);
      rows[5][i] = rows[0][i] / Math.max(1, trues);
    }
    return List.of(rows);
  }
}
