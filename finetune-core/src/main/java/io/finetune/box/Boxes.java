package io.finetune.box;

import java.util.Arrays;

/**
 * Functions of sets of boxes: {@code float[]} of {@code n * 4}, the corners {@code x1 y1 x2 y2} of
 * each. Follows {@code torchvision.ops.boxes}.
 */
public final class Boxes {

  private Boxes() {}

  /**
   * Returns how many boxes an array holds.
   *
   * @throws IllegalArgumentException if its length is not a multiple of four
   */
  public static int count(float[] boxes) {
    if (boxes.length % 4 != 0) {
      throw new IllegalArgumentException(
          "boxes have four numbers each; an array of " + boxes.length + " holds no whole number");
    }
    return boxes.length / 4;
  }

  /** Returns width times height of every box, {@code (N)}; negative where one side is inverted. */
  public static float[] area(float[] boxes) {
    float[] area = new float[count(boxes)];
    for (int i = 0; i < area.length; i++) {
      area[i] = area(boxes[4 * i], boxes[4 * i + 1], boxes[4 * i + 2], boxes[4 * i + 3]);
    }
    return area;
  }

  static float area(float x1, float y1, float x2, float y2) {
    return (x2 - x1) * (y2 - y1);
  }

  /**
   * Returns the boxes with every corner moved into an image.
   *
   * @param boxes {@code (N, 4)}; left as it is
   * @param image height and width that coordinates may reach
   * @return {@code (N, 4)}; NaN stays NaN
   */
  public static float[] clip(float[] boxes, ImageSize image) {
    float[] clipped = boxes.clone();
    for (int i = 0; i < 4 * count(boxes); i += 4) {
      clip(clipped, i, image);
    }
    return clipped;
  }

  /** Moves the corners of one box, in place. */
  static void clip(float[] boxes, int at, ImageSize image) {
    boxes[at] = clamp(boxes[at], image.width());
    boxes[at + 1] = clamp(boxes[at + 1], image.height());
    boxes[at + 2] = clamp(boxes[at + 2], image.width());
    boxes[at + 3] = clamp(boxes[at + 3], image.height());
  }

  private static float clamp(float value, int limit) {
    return Math.min(Math.max(value, 0f), (float) limit);
  }

  /**
   * Returns the indices of boxes whose sides are both at least a length, ascending. Boxes with a
   * NaN are not among them.
   */
  public static int[] largeEnough(float[] boxes, float side) {
    int[] large = new int[count(boxes)];
    int found = 0;
    for (int i = 0; i < large.length; i++) {
      if (isLargeEnough(boxes, 4 * i, side)) {
        large[found++] = i;
      }
    }
    return Arrays.copyOf(large, found);
  }

  static boolean isLargeEnough(float[] boxes, int at, float side) {
    return boxes[at + 2] - boxes[at] >= side && boxes[at + 3] - boxes[at + 1] >= side;
  }

  /** Returns the boxes at some indices, in their order. */
  public static float[] select(float[] boxes, int[] indices) {
    float[] selected = new float[4 * indices.length];
    for (int i = 0; i < indices.length; i++) {
      System.arraycopy(boxes, 4 * indices[i], selected, 4 * i, 4);
    }
    return selected;
  }

  /** Returns the boxes of one set followed by those of another. */
  public static float[] concat(float[] first, float[] second) {
    float[] both = Arrays.copyOf(first, 4 * (count(first) + count(second)));
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  /**
   * Returns the overlap of every box of one set with every box of another: intersection over union.
   *
   * @param a {@code (N, 4)}
   * @param b {@code (M, 4)}
   * @return {@code (N, M)} row by row; NaN for two boxes without area
   */
  public static float[] iou(float[] a, float[] b) {
    float[] areasA = area(a);
    float[] areasB = area(b);
    float[] overlaps = new float[areasA.length * areasB.length];
    int at = 0;
    for (int i = 0; i < areasA.length; i++) {
      for (int j = 0; j < areasB.length; j++) {
        overlaps[at++] = overlap(a, 4 * i, areasA[i], b, 4 * j, areasB[j]);
      }
    }
    return overlaps;
  }

  /** The overlap of two boxes that start at some positions of arrays and have known areas. */
  static float overlap(float[] a, int i, float areaA, float[] b, int j, float areaB) {
    // Most pairs of boxes do not touch: every comparison may end it.
    if (!(a[i] < b[j + 2] && b[j] < a[i + 2] && a[i + 1] < b[j + 3] && b[j + 1] < a[i + 3])) {
      return areaA + areaB == 0 ? Float.NaN : 0;
    }
    float width = Math.min(a[i + 2], b[j + 2]) - Math.max(a[i], b[j]);
    float height = Math.min(a[i + 3], b[j + 3]) - Math.max(a[i + 1], b[j + 1]);
    float shared = Math.max(width, 0) * Math.max(height, 0);
    return shared / (areaA + areaB - shared);
  }
}
