package io.finetune.box;

import java.util.Arrays;

/**
 * Orders scores: best first, equal ones as they came, NaN before everything (as torch sorts).
 *
 * <p>A score and its index are packed into one long whose ascending order is the wanted one, so
 * that sorting needs neither objects nor a comparator.
 */
final class Ranking {

  private Ranking() {}

  /** Returns the indices of all scores, best first. */
  static int[] descending(float[] scores) {
    long[] keys = new long[scores.length];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = key(scores[i], i);
    }
    Arrays.sort(keys);
    return indices(keys, keys.length);
  }

  /**
   * Returns the indices of the best scores, best first.
   *
   * @param limit how many, positive; all if there are fewer
   */
  static int[] top(float[] scores, int limit) {
    if (limit >= scores.length) {
      return descending(scores);
    }
    // Candidates gather in twice the room that is needed. Whenever it is full, the better half
    // stays, and its last member is what later ones have to beat.
    int room = (int) Math.min(2L * limit, scores.length);
    long[] best = new long[room];
    int size = 0;
    long bar = Long.MAX_VALUE;
    for (int i = 0; i < scores.length; i++) {
      long key = key(scores[i], i);
      if (key < bar) {
        best[size++] = key;
        if (size == room) {
          Arrays.sort(best);
          size = limit;
          bar = best[limit - 1];
        }
      }
    }
    Arrays.sort(best, 0, size);
    return indices(best, limit);
  }

  private static long key(float score, int index) {
    int bits = Float.floatToIntBits(score + 0f); // the sum of -0 and 0 is 0: they rank as equals
    int ascending = bits ^ ((bits >> 31) & Integer.MAX_VALUE);
    return ((long) ~ascending << 32) | index;
  }

  private static int[] indices(long[] keys, int count) {
    int[] indices = new int[count];
    for (int i = 0; i < count; i++) {
      indices[i] = (int) keys[i];
    }
    return indices;
  }
}
