package io.finetune.box;

/**
 * Where each position of a resized line takes its value from: two neighbours and the weight of the
 * second. As torch's bilinear {@code interpolate} with {@code align_corners=False}, in float32.
 */
final class BilinearTable {

  private final float scale;
  private final int from;

  BilinearTable(int from, int to) {
    this.scale = (float) from / to;
    this.from = from;
  }

  private float position(int i) {
    return Math.max(scale * (i + 0.5f) - 0.5f, 0f);
  }

  /** Returns the first neighbour. */
  int low(int i) {
    return Math.min((int) position(i), from - 1);
  }

  /** Returns the second neighbour, which is the first one at the end. */
  int high(int i) {
    return Math.min(low(i) + 1, from - 1);
  }

  /** Returns the weight of the second neighbour; the first one has what is left of 1. */
  float weight(int i) {
    return Math.min(position(i) - low(i), 1f);
  }
}
