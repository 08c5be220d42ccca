package io.finetune.box;

import io.finetune.region.Rle;
import java.util.Arrays;

/** Collects the runs of a mask from its pixels in column order. Mutable. */
final class RunWriter {

  private int[] runs = new int[64];
  private int count;
  private int end;

  /** Adds pixels of the object, after all that were added before. */
  void add(int from, int to) {
    if (from == end && count > 0) {
      runs[count - 1] += to - from;
    } else {
      append(from - end);
      append(to - from);
    }
    end = to;
  }

  private void append(int run) {
    if (count == runs.length) {
      runs = Arrays.copyOf(runs, 2 * count);
    }
    runs[count++] = run;
  }

  /** Returns the mask; what follows the last pixel added is background. */
  Rle build(int height, int width) {
    int rest = height * width - end;
    if (rest > 0) {
      append(rest);
    }
    return Rle.of(height, width, Arrays.copyOf(runs, count));
  }
}
