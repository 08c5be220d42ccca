package io.finetune.box;

/**
 * What a detector found in one image, best score first.
 *
 * @param labels {@code (N)}: the class, from 1; class 0 is the background and never among them
 * @param scores {@code (N)}, in [0, 1]
 * @param boxes {@code (N, 4)}
 */
@SuppressWarnings("ArrayRecordComponent") // results are read, never compared
public record Detections(int[] labels, float[] scores, float[] boxes) {

  /** Requires a label and a score for each box. */
  public Detections {
    int count = Boxes.count(boxes);
    if (labels.length != count || scores.length != count) {
      throw new IllegalArgumentException(
          count
              + " boxes cannot have "
              + labels.length
              + " labels and "
              + scores.length
              + " scores");
    }
  }

  /** Returns the number of detections. */
  public int count() {
    return labels.length;
  }
}
