package io.finetune.optim;

/** Range checks of settings, with one wording. */
final class Numbers {

  private Numbers() {}

  static double atLeastZero(String what, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(what + " is " + value + "; it must be finite and >= 0");
    }
    return value;
  }

  static double positive(String what, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(what + " is " + value + "; it must be finite and > 0");
    }
    return value;
  }

  /** Checks the decay rate of a running mean. */
  static double fraction(String what, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(what + " is " + value + "; it must be in [0, 1)");
    }
    return value;
  }
}
