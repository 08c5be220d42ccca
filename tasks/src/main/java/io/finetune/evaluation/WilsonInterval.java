package io.finetune.evaluation;

/**
 * The interval in which a share lies with a confidence of 95 %, by Wilson's score (E. B. Wilson,
 * JASA 22, 1927): other than the usual plus and minus, it holds for few trials too, and for shares
 * near 0 and 1.
 *
 * @param low its lower end, from 0
 * @param high its upper end, to 1
 */
public record WilsonInterval(double low, double high) {

  /** The 97.5 % quantile of the normal distribution. */
  private static final double Z = 1.959963984540054;

  /**
   * Computes the interval.
   *
   * @param hits how often it came true
   * @param trials of how many
   * @return the interval
   * @throws IllegalArgumentException if there is no trial or there are more hits than trials
   */
  public static WilsonInterval of(long hits, long trials) {
    if (trials < 1 || hits < 0 || hits > trials) {
      throw new IllegalArgumentException(hits + " hits of " + trials + " trials have no share");
    }
    double share = (double) hits / trials;
    double square = Z * Z / trials;
    double centre = (share + square / 2) / (1 + square);
    double half = Z / (1 + square) * Math.sqrt((share * (1 - share) + square / 4) / trials);
    // At no hit and at nothing but hits the ends are 0 and 1, but for rounding.
    return new WilsonInterval(hits == 0 ? 0 : centre - half, hits == trials ? 1 : centre + half);
  }
}
