package io.finetune.region;

/** Gathers the extent of a mask from its runs of foreground, in order. */
final class ExtentBuilder {

  private static final Box NOTHING = new Box(0, 0, 0, 0);

  private final int height;
  private int area;
  private int first;
  private int last;
  private int top;
  private int bottom;
  private int column;

  ExtentBuilder(int height) {
    this.height = height;
    this.top = height;
    this.bottom = -1;
  }

  /** Adds the pixels {@code start} to {@code end - 1}, counted column by column. */
  void add(int start, int end) {
    if (start == end) {
      return;
    }
    if (area == 0) {
      first = start;
    }
    area += end - start;
    last = end - 1;
    if (start - column >= height) {
      // The next column is the common case, and spares a division.
      column += height;
      if (start - column >= height) {
        column = start - start % height;
      }
    }
    if (last - column >= height) {
      top = 0;
      bottom = height - 1;
    } else {
      top = Math.min(top, start - column);
      bottom = Math.max(bottom, last - column);
    }
  }

  Extent build() {
    if (area == 0) {
      return new Extent(0, NOTHING);
    }
    int left = first / height;
    int right = last / height;
    return new Extent(area, new Box(left, top, right - left + 1, bottom - top + 1));
  }
}
