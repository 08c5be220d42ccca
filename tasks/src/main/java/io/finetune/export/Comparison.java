package io.finetune.export;

import java.util.Locale;

/**
 * How far the outputs of what was written are from those of the checkpoint, on images of a formula.
 *
 * @param by who ran it, for people
 * @param difference the largest difference of two numbers; infinite where they cannot be compared
 * @param largest the largest of the checkpoint's numbers
 */
public record Comparison(String by, double difference, double largest) {

  /** The largest difference that rounding explains, in units of the largest number or of 1. */
  public static final double TOLERANCE = 1e-4;

  /**
   * Compares numbers.
   *
   * @param by who ran it
   * @param expected the checkpoint's
   * @param actual those of what was written
   * @return their comparison; infinitely different if their counts differ or one is not finite
   */
  public static Comparison between(String by, float[] expected, float[] actual) {
    double difference = expected.length == actual.length ? 0 : Double.POSITIVE_INFINITY;
    double largest = 0;
    for (int i = 0; i < Math.min(expected.length, actual.length); i++) {
      double distance = Math.abs((double) expected[i] - actual[i]);
      // A NaN is larger than any difference that can be measured.
      difference = Math.max(difference, distance <= Double.MAX_VALUE ? distance : 1.0 / 0);
      largest = Math.max(largest, Math.abs(expected[i]));
    }
    return new Comparison(by, difference, largest);
  }

  /** Returns the worse of both. */
  public Comparison or(Comparison other) {
    return relative() > other.relative() ? this : other;
  }

  /** Returns the difference in units of the largest number, or of 1 where that is smaller. */
  public double relative() {
    return difference / Math.max(1, largest);
  }

  /** Tells whether the difference is rounding. */
  public boolean fits() {
    return relative() <= TOLERANCE;
  }

  /** Returns a sentence for people. */
  public String describe() {
    return String.format(
        Locale.ROOT,
        "%s, its outputs differ by at most %.2g (the largest is %.3g)",
        by,
        difference,
        largest);
  }
}
