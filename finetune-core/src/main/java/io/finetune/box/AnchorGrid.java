package io.finetune.box;

import java.util.List;

/**
 * The anchors of one padded image size: level after level, and within a level by row, column and
 * shape, the order of a head's output moved to {@code (H, W, A)}.
 */
public final class AnchorGrid {

  private final float[] boxes;
  private final int[] starts;

  private AnchorGrid(float[] boxes, int[] starts) {
    this.boxes = boxes;
    this.starts = starts;
  }

  static AnchorGrid of(List<float[]> levels) {
    int[] starts = new int[levels.size() + 1];
    for (int level = 0; level < levels.size(); level++) {
      starts[level + 1] = starts[level] + levels.get(level).length / 4;
    }
    float[] boxes = new float[4 * starts[levels.size()]];
    for (int level = 0; level < levels.size(); level++) {
      float[] own = levels.get(level);
      System.arraycopy(own, 0, boxes, 4 * starts[level], own.length);
    }
    return new AnchorGrid(boxes, starts);
  }

  /** Returns all anchors, {@code (N, 4)}. The array is shared and must not be written to. */
  public float[] boxes() {
    return boxes;
  }

  /** Returns the number of anchors. */
  public int count() {
    return starts[starts.length - 1];
  }

  /** Returns the number of levels. */
  public int levels() {
    return starts.length - 1;
  }

  /** Returns the index of a level's first anchor. */
  public int start(int level) {
    return starts[level];
  }

  /** Returns the number of a level's anchors. */
  public int count(int level) {
    return starts[level + 1] - starts[level];
  }
}
