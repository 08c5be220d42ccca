package io.finetune.shape;

/**
 * Random numbers that stay the same: on every platform, and in every release of Java, which
 * promises no such thing of its own generators' ranges. SplitMix64 (Steele et al. 2014).
 */
final class StableRandom {

  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  /**
   * Starts a sequence.
   *
   * @param keys together decide it: the sequences of two lists of keys are unrelated
   */
  StableRandom(long... keys) {
    for (long key : keys) {
      state = mix(state + GAMMA) ^ mix(key + GAMMA);
    }
  }

  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
    return b ^ (b >>> 31);
  }

  /** Returns 64 random bits. */
  long next() {
    state += GAMMA;
    return mix(state);
  }

  /** Returns a whole number from 0 to {@code bound - 1}. */
  int below(int bound) {
    return (int) (((next() >>> 32) * bound) >>> 32);
  }

  /** Returns a number in {@code [from, to)}. */
  double between(double from, double to) {
    return from + (to - from) * ((next() >>> 11) * 0x1p-53);
  }

  /** Returns true with a probability. */
  boolean chance(double probability) {
    return between(0, 1) < probability;
  }
}
