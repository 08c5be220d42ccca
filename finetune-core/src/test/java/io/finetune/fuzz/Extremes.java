package io.finetune.fuzz;

import java.util.List;
import java.util.SplittableRandom;

/** Numbers that break arithmetic. */
final class Extremes {

  private static final List<Long> VALUES =
      List.of(
          0L,
          1L,
          2L,
          -1L,
          -2L,
          127L,
          128L,
          255L,
          256L,
          (1L << 15) - 1,
          1L << 15,
          (1L << 16) - 1,
          1L << 16,
          1L << 20,
          1L << 30,
          (1L << 31) - 1,
          1L << 31,
          -(1L << 31),
          (1L << 32) - 1,
          1L << 32,
          1L << 40,
          (1L << 53) + 1,
          1L << 62,
          Long.MAX_VALUE,
          Long.MIN_VALUE,
          Long.MIN_VALUE + 1);

  private Extremes() {}

  /** One of them, or a number near the size of a file. */
  static long any(SplittableRandom random, long near) {
    return random.nextInt(4) == 0
        ? near + random.nextInt(-9, 10)
        : VALUES.get(random.nextInt(VALUES.size()));
  }
}
