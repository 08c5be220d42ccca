package io.finetune.box;

import io.finetune.region.Rle;

/**
 * A mask as it looks after its image was resized, and perhaps mirrored before. Nothing is resized:
 * a pixel is looked up where nearest-neighbour resizing takes it from, {@code floor(i * from / to)}
 * in float32, as torch computes it.
 */
public final class ResizedMask {

  private final Rle mask;
  private final ImageSize size;
  private final boolean mirrored;

  /**
   * Makes a mask of another size.
   *
   * @param mask the pixels of the stored image
   * @param size the size of the resized image, without padding
   * @param mirrored whether left and right of the image were exchanged
   */
  public ResizedMask(Rle mask, ImageSize size, boolean mirrored) {
    if (mask.height() < 1 || mask.width() < 1) {
      throw new IllegalArgumentException("a mask without pixels cannot be resized");
    }
    this.mask = mask;
    this.size = size;
    this.mirrored = mirrored;
  }

  /** Returns the size after resizing. */
  public ImageSize size() {
    return size;
  }

  /** Returns the pixels row by row, {@code (H, W)}, 1 where the object is. */
  public byte[] decode() {
    MaskColumns stored = new MaskColumns(mask);
    int[] rows = rows();
    int[] columns = columns();
    byte[] pixels = new byte[size.height() * size.width()];
    int at = 0;
    for (int row : rows) {
      for (int column : columns) {
        pixels[at++] = (byte) (stored.holds(column) ? stored.pixel(column, row) : 0);
      }
    }
    return pixels;
  }

  /** Returns the pixels of the stored image. */
  Rle stored() {
    return mask;
  }

  /** Returns the stored row that each row shows. */
  int[] rows() {
    return nearest(mask.height(), size.height());
  }

  /** Returns the stored column that each column shows. */
  int[] columns() {
    int[] columns = nearest(mask.width(), size.width());
    if (mirrored) {
      for (int i = 0; i < columns.length; i++) {
        columns[i] = mask.width() - 1 - columns[i];
      }
    }
    return columns;
  }

  private static int[] nearest(int from, int to) {
    float scale = (float) from / to;
    int[] source = new int[to];
    for (int i = 0; i < to; i++) {
      source[i] = Math.min((int) (i * scale), from - 1);
    }
    return source;
  }
}
