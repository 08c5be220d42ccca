package io.finetune.box;

import io.finetune.region.Rle;
import java.util.Arrays;

/** The pixels of a mask, from the first column that has any of the object's to the last one. */
final class MaskColumns {

  private final int height;
  private final int first;
  private final byte[] pixels;

  MaskColumns(Rle mask) {
    this.height = mask.height();
    int[] runs = mask.runs();
    int begin = 0;
    int end = 0;
    int position = 0;
    for (int i = 0; i < runs.length; i++) {
      if (i % 2 == 1 && runs[i] > 0) {
        begin = end == 0 ? position : begin;
        end = position + runs[i];
      }
      position += runs[i];
    }
    this.first = begin / height;
    this.pixels = new byte[((end + height - 1) / height - first) * height];
    draw(runs);
  }

  private void draw(int[] runs) {
    int position = -first * height;
    for (int i = 0; i < runs.length; i++) {
      if (i % 2 == 1) {
        Arrays.fill(pixels, position, position + runs[i], (byte) 1);
      }
      position += runs[i];
    }
  }

  /** Returns whether a column of the image may have pixels of the object. */
  boolean holds(int column) {
    return column >= first && (column - first) * height < pixels.length;
  }

  /** Returns 1 where the object is; of a column that {@link #holds}. */
  int pixel(int column, int row) {
    return pixels[(column - first) * height + row];
  }
}
