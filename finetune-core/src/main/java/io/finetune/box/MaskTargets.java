package io.finetune.box;

import java.util.List;

/**
 * What a mask head should answer: the part of an object's mask inside a box, brought to a square
 * grid by RoIAlign with adaptive sampling. Follows torchvision's {@code project_masks_on_boxes};
 * values are shares of a cell, there is no threshold.
 *
 * @param size rows and columns of a target, such as 28
 */
public record MaskTargets(int size) {

  /** Requires at least one cell. */
  public MaskTargets {
    if (size < 1) {
      throw new IllegalArgumentException("a mask target has at least one cell, not " + size);
    }
  }

  /**
   * Makes the targets of one image.
   *
   * @param masks the objects as they lie in the resized image
   * @param boxes {@code (N, 4)} in pixels of the resized image
   * @param matched {@code (N)}: the index of each box's object
   * @return {@code (N, size, size)} in [0, 1], up to rounding
   * @throws IllegalArgumentException if lengths disagree or an object is not among the masks
   */
  public float[] project(List<ResizedMask> masks, float[] boxes, int[] matched) {
    if (Boxes.count(boxes) != matched.length) {
      throw new IllegalArgumentException(
          Boxes.count(boxes) + " boxes need as many objects, not " + matched.length);
    }
    boolean[] used = new boolean[masks.size()];
    for (int object : matched) {
      if (object < 0 || object >= used.length) {
        throw new IllegalArgumentException(
            "object " + object + " is not one of " + used.length + " masks");
      }
      used[object] = true;
    }
    float[] targets = new float[Math.multiplyExact(matched.length, size * size)];
    // One object's pixels are drawn at a time, however many boxes it has.
    for (int object = 0; object < used.length; object++) {
      if (used[object]) {
        Source source = new Source(masks.get(object));
        for (int i = 0; i < matched.length; i++) {
          if (matched[i] == object) {
            project(source, boxes, 4 * i, targets, i * size * size);
          }
        }
      }
    }
    return targets;
  }

  /** An object's pixels, and where the resized image finds them. */
  private static final class Source {
    final ImageSize size;
    final MaskColumns pixels;
    final int[] rows;
    final int[] columns;

    Source(ResizedMask mask) {
      size = mask.size();
      pixels = new MaskColumns(mask.stored());
      rows = mask.rows();
      columns = mask.columns();
    }
  }

  private void project(Source source, float[] boxes, int box, float[] targets, int to) {
    Axis down = axis(boxes[box + 1], boxes[box + 3], source.size.height()).through(source.rows);
    Axis across = axis(boxes[box], boxes[box + 2], source.size.width()).through(source.columns);
    float[] shares = new float[size];
    int drawn = -1;
    for (int x = 0; x < size; x++) {
      for (int term = across.start(x); term < across.start(x + 1); term++) {
        int column = across.cell(term);
        if (source.pixels.holds(column)) {
          if (column != drawn) {
            share(source.pixels, column, down, shares);
            drawn = column;
          }
          for (int y = 0; y < size; y++) {
            targets[to + y * size + x] += across.weight(term) * shares[y];
          }
        }
      }
    }
  }

  private Axis axis(float from, float to, int pixels) {
    return new Axis(from, to, size, RoiAlign.ADAPTIVE, pixels, true);
  }

  /** Computes how much of each bin's part of a column is the object's. */
  private static void share(MaskColumns pixels, int column, Axis down, float[] shares) {
    for (int y = 0; y < shares.length; y++) {
      float sum = 0;
      for (int term = down.start(y); term < down.start(y + 1); term++) {
        sum += down.weight(term) * pixels.pixel(column, down.cell(term));
      }
      shares[y] = sum;
    }
  }
}
