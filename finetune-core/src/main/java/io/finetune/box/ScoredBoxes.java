package io.finetune.box;

/**
 * Boxes with a score each, best first.
 *
 * @param boxes {@code (N, 4)}
 * @param scores {@code (N)}, in [0, 1]
 */
@SuppressWarnings("ArrayRecordComponent") // results are read, never compared
public record ScoredBoxes(float[] boxes, float[] scores) {

  /** Requires a score for each box. */
  public ScoredBoxes {
    if (Boxes.count(boxes) != scores.length) {
      throw new IllegalArgumentException(
          Boxes.count(boxes) + " boxes cannot have " + scores.length + " scores");
    }
  }

  /** Returns the number of boxes. */
  public int count() {
    return scores.length;
  }
}
