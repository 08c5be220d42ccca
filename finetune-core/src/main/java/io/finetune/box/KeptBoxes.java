package io.finetune.box;

import java.util.Arrays;

/**
 * The boxes of one group that survived suppression so far. Mutable.
 *
 * <p>Almost all pairs of boxes lie far apart, and suppression is the time it takes to see that. An
 * overlap above {@code t} needs an intersection wider than {@code t} times either box's width, so a
 * kept box must reach that far into the candidate from both sides. Kept boxes are held as whole
 * pixels, rounded outwards, for which four subtractions and one look at the signs decide this
 * without a branch; the pixel of slack is more than rounding can take away. Only survivors of the
 * test are compared exactly.
 */
final class KeptBoxes {

  private static final int FAR = 1 << 29;

  private final float[] boxes;
  private final double threshold;
  private int[] left = new int[16];
  private int[] top = new int[16];
  private int[] right = new int[16];
  private int[] bottom = new int[16];
  private int[] positions = new int[16];
  private int size;

  /** Watches over boxes of an array that offers will point into. */
  KeptBoxes(float[] boxes, double threshold) {
    this.boxes = boxes;
    this.threshold = threshold;
  }

  /**
   * Adds a box unless one that is here already overlaps it by more than the threshold.
   *
   * @param at position of its first number in the array
   * @return whether the box was added
   */
  boolean offer(int at) {
    float x1 = boxes[at];
    float y1 = boxes[at + 1];
    float x2 = boxes[at + 2];
    float y2 = boxes[at + 3];
    float insetX = (float) (threshold * (x2 - x1));
    float insetY = (float) (threshold * (y2 - y1));
    int minRight = floor(x1 + insetX);
    int minBottom = floor(y1 + insetY);
    int maxLeft = ceil(x2 - insetX);
    int maxTop = ceil(y2 - insetY);
    float area = Boxes.area(x1, y1, x2, y2);
    for (int i = 0; i < size; i++) {
      int reach =
          (right[i] - minRight) | (bottom[i] - minBottom) | (maxLeft - left[i]) | (maxTop - top[i]);
      if (reach >= 0 && suppresses(positions[i], at, area)) {
        return false;
      }
    }
    add(at);
    return true;
  }

  private boolean suppresses(int kept, int at, float area) {
    float keptArea = Boxes.area(boxes[kept], boxes[kept + 1], boxes[kept + 2], boxes[kept + 3]);
    return Boxes.overlap(boxes, kept, keptArea, boxes, at, area) > threshold;
  }

  private void add(int at) {
    if (size == positions.length) {
      left = Arrays.copyOf(left, 2 * size);
      top = Arrays.copyOf(top, 2 * size);
      right = Arrays.copyOf(right, 2 * size);
      bottom = Arrays.copyOf(bottom, 2 * size);
      positions = Arrays.copyOf(positions, 2 * size);
    }
    left[size] = floor(boxes[at]);
    top[size] = floor(boxes[at + 1]);
    right[size] = ceil(boxes[at + 2]);
    bottom[size] = ceil(boxes[at + 3]);
    positions[size++] = at;
  }

  private static int floor(float value) {
    return within(Math.floor(value));
  }

  private static int ceil(float value) {
    return within(Math.ceil(value));
  }

  /** Differences of such numbers cannot overflow. */
  private static int within(double whole) {
    return (int) Math.max(-FAR, Math.min(FAR, whole));
  }
}
