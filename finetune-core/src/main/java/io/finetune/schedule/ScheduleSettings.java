package io.finetune.schedule;

import java.util.List;

/**
 * Everything a schedule can be told, whichever it is. Times are in optimizer steps.
 *
 * @param rate the learning rate: the first one, or of {@code one_cycle} the greatest
 * @param total steps of the whole training
 * @param warmUp steps of linear warm-up, 0 for none
 * @param warmUpStart the factor on the rate at step 0 of the warm-up
 * @param every of {@code step}: steps between decays
 * @param milestones of {@code multistep}: where it decays, rising
 * @param gamma of {@code step} and {@code multistep}: the factor of a decay
 * @param least of {@code cosine}: the last rate
 * @param power of {@code polynomial}: the exponent
 * @param rise of {@code one_cycle}: the fraction that goes up
 */
public record ScheduleSettings(
    double rate,
    long total,
    long warmUp,
    double warmUpStart,
    long every,
    List<Long> milestones,
    double gamma,
    double least,
    double power,
    double rise) {

  /** Checks that no time is negative. */
  public ScheduleSettings {
    milestones = List.copyOf(milestones);
    if (total < 1 || warmUp < 0) {
      throw new IllegalArgumentException(
          "a schedule of " + total + " steps, " + warmUp + " of them warm-up, makes no sense");
    }
  }

  /**
   * Creates usual settings: no warm-up, factor 0.1 at 50 % and 80 % of the training (the paper's
   * fine-grained recipe) or every third of it, cosine to 0, power 1, 30 % rise.
   *
   * @param rate the learning rate
   * @param total steps of the whole training
   */
  public ScheduleSettings(double rate, long total) {
    this(
        rate,
        total,
        0,
        1e-3,
        Math.max(1, (total + 2) / 3),
        total < 5 ? List.of() : List.of(total / 2, total * 4 / 5),
        0.1,
        0,
        1,
        0.3);
  }
}
