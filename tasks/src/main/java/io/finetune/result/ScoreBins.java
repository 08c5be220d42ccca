package io.finetune.result;

/**
 * Counts right and wrong scores by how high they are, to draw precision over recall without keeping
 * the scores. Bins are as narrow as sixteenths of a power of two, from 2^-24 up to one half and,
 * mirrored, from there to 1, where a trained network's scores lie: 738 of them. Right and wrong
 * scores of one bin count as evenly mixed.
 */
final class ScoreBins {

  /** The recalls at which precision is told: 0, 0.01, ... 1, as COCO does. */
  static final int RECALLS = 101;

  private static final int MANTISSA_BITS = 4;
  private static final float SMALLEST = 0x1p-24f;
  private static final int FIRST = fine(SMALLEST);
  private static final int HALF = fine(0.5f) - FIRST;

  private final long[] right = new long[2 * HALF + 2];
  private final long[] wrong = new long[2 * HALF + 2];

  private static int fine(float value) {
    return Float.floatToIntBits(value) >> (23 - MANTISSA_BITS);
  }

  /** The bin of a score in [0, 1]; NaN is in the lowest. */
  static int bin(float score) {
    if (score > 0.5f) {
      return 2 * HALF + 1 - (fine(Math.max(SMALLEST, 1 - score)) - FIRST);
    }
    return score >= SMALLEST ? fine(score) - FIRST : 0;
  }

  /**
   * Adds a score.
   *
   * @param score in [0, 1]
   * @param isRight whether the image is of the class that the score is for
   */
  void add(float score, boolean isRight) {
    (isRight ? right : wrong)[bin(score)]++;
  }

  /** Adds what others counted. */
  void add(ScoreBins other) {
    for (int i = 0; i < right.length; i++) {
      right[i] += other.right[i];
      wrong[i] += other.wrong[i];
    }
  }

  /** Whether anything could be found. */
  boolean isDefined() {
    for (long count : right) {
      if (count > 0) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns precision at the recalls: at each the highest that is reached there or beyond.
   *
   * @return {@link #RECALLS} numbers in [0, 1]; empty if nothing could be found
   */
  double[] precision() {
    long all = 0;
    for (long count : right) {
      all += count;
    }
    if (all == 0) {
      return new double[0];
    }
    double[] precision = new double[RECALLS];
    long found = 0;
    long mistaken = 0;
    for (int bin = right.length - 1; bin >= 0; bin--) {
      if (right[bin] > 0) {
        int last = (int) ((RECALLS - 1) * (found + right[bin]) / all);
        for (int i = (int) ((RECALLS - 1) * found / all); i <= last; i++) {
          // How many of the bin it takes; those that are wrong lie evenly between them.
          double taken = Math.max(1, (double) i * all / (RECALLS - 1) - found);
          double wrongs = mistaken + wrong[bin] * taken / (right[bin] + 1);
          precision[i] = Math.max(precision[i], (found + taken) / (found + taken + wrongs));
        }
      }
      found += right[bin];
      mistaken += wrong[bin];
    }
    for (int i = RECALLS - 2; i >= 0; i--) {
      precision[i] = Math.max(precision[i], precision[i + 1]);
    }
    return precision;
  }

  /** The mean of a curve: average precision. */
  static double mean(double[] precision) {
    double sum = 0;
    for (double each : precision) {
      sum += each;
    }
    return sum / precision.length;
  }
}
