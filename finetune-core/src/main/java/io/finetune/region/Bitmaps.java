package io.finetune.region;

import java.util.Arrays;

/** Masks as a byte per pixel, row by row, to and from where their runs, column by column, end. */
final class Bitmaps {

  private Bitmaps() {}

  /**
   * Returns where the runs of a bitmap end; at least one pixel is needed.
   *
   * <p>A run ends before a pixel that differs from the one above or, in the first row, from the
   * last one of the column before. So rows can be compared as they lie in memory.
   */
  static int[] ends(int height, int width, byte[] bitmap) {
    Changes changes = new Changes(height, width);
    int lastRow = bitmap.length - width;
    for (int x = 0; x < width; x++) {
      boolean before = x > 0 && bitmap[lastRow + x - 1] != 0;
      if (before != (bitmap[x] != 0)) {
        changes.add(x, 0);
      }
    }
    for (int y = 1; y < height; y++) {
      int row = y * width;
      int x = nextDifference(bitmap, row, 0, width);
      while (x < width) {
        if ((bitmap[row - width + x] != 0) != (bitmap[row + x] != 0)) {
          changes.add(x, y);
        }
        x = nextDifference(bitmap, row, x + 1, width);
      }
    }
    return changes.inOrder();
  }

  private static int nextDifference(byte[] bitmap, int row, int x, int width) {
    int above = row - width;
    int equal = Arrays.mismatch(bitmap, above + x, row, bitmap, row + x, row + width);
    return equal < 0 ? width : x + equal;
  }

  /** Returns the bitmap, 1 in runs of foreground. */
  static byte[] draw(int height, int width, int[] ends) {
    byte[] bitmap = new byte[height * width];
    for (int i = 1; i < ends.length; i += 2) {
      int position = ends[i - 1];
      while (position < ends[i]) {
        int x = position / height;
        int y = position - x * height;
        int bottom = Math.min(height, y + ends[i] - position);
        position += bottom - y;
        for (; y < bottom; y++) {
          bitmap[y * width + x] = 1;
        }
      }
    }
    return bitmap;
  }

  /** Positions of changes, found row by row, wanted column by column. */
  private static final class Changes {

    private final int height;
    private final int width;

    /** For each column how many changes it has, one place on. */
    private final int[] slots;

    private int[] positions = new int[256];
    private int count;

    Changes(int height, int width) {
      this.height = height;
      this.width = width;
      this.slots = new int[width + 1];
    }

    void add(int x, int y) {
      if (count == positions.length) {
        positions = Arrays.copyOf(positions, 2 * count);
      }
      positions[count++] = x * height + y;
      slots[x + 1]++;
    }

    /** Returns the positions column by column, and the end of the image after them. */
    int[] inOrder() {
      for (int x = 1; x <= width; x++) {
        slots[x] += slots[x - 1];
      }
      int[] ends = new int[count + 1];
      for (int i = 0; i < count; i++) {
        ends[slots[positions[i] / height]++] = positions[i];
      }
      ends[count] = height * width;
      return ends;
    }
  }
}
