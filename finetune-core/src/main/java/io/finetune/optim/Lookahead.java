package io.finetune.optim;

/**
 * Lookahead (Zhang et al., 2019, arXiv 1907.08610) around any optimizer of this package: slow
 * weights follow the trained ones, {@code slow += alpha * (p - slow)}, every {@code steps} steps,
 * and the trained weights restart from them.
 *
 * @param steps steps from one synchronisation to the next, at least 1
 * @param alpha how far the slow weights go, in (0, 1]
 * @param start where the slow weights start
 */
public record Lookahead(int steps, double alpha, Start start) {

  /** Where the slow weights start. */
  public enum Start {
    /** At the initial weights; synchronised after steps k, 2k, ... */
    INITIAL,
    /** At the weights after the first step, as the published code; after steps 1+k, 1+2k, ... */
    FIRST_STEP
  }

  /**
   * Checks the components.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public Lookahead {
    if (steps < 1) {
      throw new IllegalArgumentException("lookahead steps are " + steps + "; at least 1 needed");
    }
    if (!(alpha > 0 && alpha <= 1)) {
      throw new IllegalArgumentException("lookahead alpha is " + alpha + "; it must be in (0, 1]");
    }
  }

  /**
   * Creates the paper's Lookahead, whose slow weights start at the initial weights.
   *
   * @param steps steps from one synchronisation to the next, at least 1
   * @param alpha how far the slow weights go, in (0, 1]
   */
  public Lookahead(int steps, double alpha) {
    this(steps, alpha, Start.INITIAL);
  }

  /**
   * Returns the variant of the published GC code.
   *
   * @return the same, with slow weights from after the first step
   */
  public Lookahead asPublished() {
    return new Lookahead(steps, alpha, Start.FIRST_STEP);
  }

  /** Whether slow weights are to be copied from the weights as they are before this step. */
  boolean startsBefore(long step) {
    return start == Start.INITIAL && step == 1;
  }

  /** Whether slow weights are to be copied from the weights as they are after this step. */
  boolean startsAfter(long step) {
    return start == Start.FIRST_STEP && step == 1;
  }

  boolean synchronisesAfter(long step) {
    long sinceStart = start == Start.INITIAL ? step : step - 1;
    return sinceStart > 0 && sinceStart % steps == 0;
  }
}
