package io.finetune.coco;

import io.finetune.region.Box;

/** Overlaps of boxes. */
final class BoxOverlaps implements Overlaps {

  /** {@code x y width height} of each detection. */
  private final double[] found;

  /** The same of each object. */
  private final double[] truth;

  private final boolean[] crowds;

  /**
   * Makes room for boxes, which are then set.
   *
   * @param detections how many there are
   * @param crowds whether each object is a crowd
   */
  BoxOverlaps(int detections, boolean[] crowds) {
    this.crowds = crowds;
    found = new double[4 * detections];
    truth = new double[4 * crowds.length];
  }

  void setFound(int detection, Box box) {
    put(found, detection, box);
  }

  void setTruth(int object, Box box) {
    put(truth, object, box);
  }

  private static void put(double[] boxes, int row, Box box) {
    boxes[4 * row] = box.x();
    boxes[4 * row + 1] = box.y();
    boxes[4 * row + 2] = box.width();
    boxes[4 * row + 3] = box.height();
  }

  @Override
  public double of(int detection, int object) {
    int d = 4 * detection;
    int t = 4 * object;
    return Box.iou(
        found[d],
        found[d + 1],
        found[d + 2],
        found[d + 3],
        truth[t],
        truth[t + 1],
        truth[t + 2],
        truth[t + 3],
        crowds[object]);
  }
}
