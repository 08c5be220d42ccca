package io.finetune.box;

/** A mask over its box in an image, computed column by column. */
final class Pasted {

  private final float[] mask;
  private final int side;
  private final ImageSize image;
  private final int[] box;
  private final BilinearTable across;
  private final int[] low;
  private final int[] high;
  private final float[] weight;
  private final float[] line;

  /**
   * Puts a border around the mask and grows the box with it.
   *
   * @param inner {@code (size, size)}
   * @param size its rows and columns
   * @param corners of the box in the image
   * @param image the image's size
   */
  Pasted(float[] inner, int size, float[] corners, ImageSize image) {
    this.side = size + 2;
    this.mask = new float[side * side];
    for (int y = 0; y < size; y++) {
      System.arraycopy(inner, y * size, mask, (y + 1) * side + 1, size);
    }
    this.image = image;
    this.box = grow(corners, (float) ((double) side / size));
    this.across = new BilinearTable(side, Math.max(box[2] - box[0] + 1, 1));
    BilinearTable down = new BilinearTable(side, Math.max(box[3] - box[1] + 1, 1));
    int rows = Math.max(bottom() - top(), 0);
    this.low = new int[rows];
    this.high = new int[rows];
    this.weight = new float[rows];
    this.line = new float[side];
    for (int i = 0; i < rows; i++) {
      int y = top() + i - box[1];
      low[i] = down.low(y);
      high[i] = down.high(y);
      weight[i] = down.weight(y);
    }
  }

  /** Scales a box about its centre, in whole pixels cut towards zero. */
  static int[] grow(float[] corners, float factor) {
    float halfWidth = (corners[2] - corners[0]) * 0.5f * factor;
    float halfHeight = (corners[3] - corners[1]) * 0.5f * factor;
    float centreX = (corners[2] + corners[0]) * 0.5f;
    float centreY = (corners[3] + corners[1]) * 0.5f;
    return new int[] {
      (int) (centreX - halfWidth),
      (int) (centreY - halfHeight),
      (int) (centreX + halfWidth),
      (int) (centreY + halfHeight)
    };
  }

  /** Returns the first column of the image under the mask. */
  int left() {
    return Math.max(box[0], 0);
  }

  /** Returns the column after the last one; not after {@link #left} if there is none. */
  int right() {
    return Math.min(box[2] + 1, image.width());
  }

  /** Returns the first row of the image under the mask. */
  int top() {
    return Math.max(box[1], 0);
  }

  /** Returns the row after the last one; not after {@link #top} if there is none. */
  int bottom() {
    return Math.min(box[3] + 1, image.height());
  }

  /**
   * Computes one column.
   *
   * @param x a column under the mask
   * @param column receives the values from {@link #top} to {@link #bottom}, at their rows
   */
  void column(int x, float[] column) {
    int left = across.low(x - box[0]);
    int right = across.high(x - box[0]);
    float share = across.weight(x - box[0]);
    for (int y = 0; y < side; y++) {
      line[y] = mask[y * side + left] * (1 - share) + mask[y * side + right] * share;
    }
    int top = top();
    for (int i = 0; i < low.length; i++) {
      column[top + i] = line[low[i]] * (1 - weight[i]) + line[high[i]] * weight[i];
    }
  }
}
