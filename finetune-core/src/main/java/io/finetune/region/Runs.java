package io.finetune.region;

import java.util.Arrays;

/**
 * Arithmetic on masks given by where their runs end, in pixels from the first, ascending.
 *
 * <p>Ends instead of lengths: then a run's place needs no adding up, and a place can be searched.
 */
final class Runs {

  private Runs() {}

  /** Returns the pixels that are in both masks or, otherwise, in any; no run of it is empty. */
  static int[] combine(int[] a, int[] b, boolean both, int pixels) {
    int[] ends = new int[a.length + b.length + 1];
    int count = 0;
    boolean inside = false;
    int i = 0;
    int j = 0;
    int end = next(a, i, b, j, pixels);
    while (end < pixels) {
      // Runs that are empty end where the one before does, and change the colour all the same.
      while (a[i] == end) {
        i++;
      }
      while (b[j] == end) {
        j++;
      }
      int colours = (i & 1) + (j & 1);
      if (colours >= (both ? 2 : 1) != inside) {
        inside = !inside;
        ends[count++] = end;
      }
      end = next(a, i, b, j, pixels);
    }
    ends[count++] = pixels;
    return Arrays.copyOf(ends, count);
  }

  private static int next(int[] a, int i, int[] b, int j, int pixels) {
    return pixels == 0 ? 0 : Math.min(a[i], b[j]);
  }

  /** Returns the number of pixels that are in both masks. */
  static int shared(int[] a, int[] b) {
    if (a.length < 2 || b.length < 2) {
      return 0;
    }
    int shared = 0;
    int i = firstEndAfter(a, b[0]);
    int j = firstEndAfter(b, a[0]);
    while (i < a.length && j < b.length) {
      int overlap = Math.min(a[i], b[j]) - Math.max(a[i - 1], b[j - 1]);
      shared += Math.max(overlap, 0);
      if (a[i] < b[j]) {
        i += 2;
      } else {
        j += 2;
      }
    }
    return shared;
  }

  /** Returns the first run of foreground that ends after a place, or one past all runs. */
  private static int firstEndAfter(int[] ends, int place) {
    int low = 0;
    int high = ends.length / 2;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ends[2 * middle + 1] > place) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return 2 * low + 1;
  }

  /** Returns the number of pixels of a mask. */
  static int area(int[] ends) {
    int area = 0;
    for (int i = 1; i < ends.length; i += 2) {
      area += ends[i] - ends[i - 1];
    }
    return area;
  }
}
