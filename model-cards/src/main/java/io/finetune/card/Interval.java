package io.finetune.card;

/**
 * Wilson's score interval of a share: where the true share lies with 95 % confidence, if the images
 * were drawn at random. Unlike the usual plus-minus it stays within 0 and 1 and holds for few
 * images and for shares near the ends (E. B. Wilson, 1927).
 *
 * @param low the lower end
 * @param high the upper end
 */
record Interval(double low, double high) {

  /** The two-sided quantile of the normal distribution. */
  private static final double Z = 1.959963984540054;

  /**
   * Computes the interval.
   *
   * @param share of successes, 0 to 1
   * @param count of trials, at least 1
   */
  static Interval of(double share, long count) {
    double z2 = Z * Z / count;
    double middle = share + z2 / 2;
    double half = Z * Math.sqrt(share * (1 - share) / count + z2 / (4.0 * count));
    return new Interval((middle - half) / (1 + z2), (middle + half) / (1 + z2));
  }
}
