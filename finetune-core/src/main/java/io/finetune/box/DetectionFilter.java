package io.finetune.box;

import java.util.Arrays;

/**
 * Turns the output of a box head into the detections of an image: every class of every proposal is
 * a candidate of its own; unlikely and tiny ones go, then near duplicates within a class. Follows
 * torchvision's {@code postprocess_detections}; only likely candidates are decoded.
 *
 * @param scoreThreshold the score that a detection must exceed, in [0, 1]
 * @param nms the suppression, within each class
 * @param limit the greatest number of detections of an image
 */
public record DetectionFilter(double scoreThreshold, Nms nms, int limit) {

  /** Sides that a box needs, in pixels of the input image. */
  private static final float SMALLEST = 1e-2f;

  /** Requires a threshold that a score can have and a positive limit. */
  public DetectionFilter {
    if (limit < 1 || !(scoreThreshold >= 0 && scoreThreshold <= 1)) {
      throw new IllegalArgumentException(
          "cannot choose " + limit + " detections with a score above " + scoreThreshold);
    }
  }

  /** Returns torchvision's: scores above 0.05, overlap up to 0.5, 100 detections. */
  public static DetectionFilter standard() {
    return new DetectionFilter(0.05, new Nms(0.5), 100);
  }

  /**
   * Chooses the detections of one image.
   *
   * @param probabilities {@code (N, K)}: class probabilities of each proposal, background first
   * @param deltas {@code (N, K, 4)}: codes of the box of each class, see {@link BoxCoder#HEAD}
   * @param proposals {@code (N, 4)}
   * @param image the size that boxes are cut to, without padding
   * @return at most {@code limit} detections in pixels of the input image
   * @throws IllegalArgumentException if the arrays do not belong together
   */
  public Detections select(
      float[] probabilities, float[] deltas, float[] proposals, ImageSize image) {
    int count = Boxes.count(proposals);
    int classes = count == 0 ? 0 : probabilities.length / count;
    if (probabilities.length != count * classes || deltas.length != 4 * probabilities.length) {
      throw new IllegalArgumentException(
          count
              + " proposals with "
              + probabilities.length
              + " probabilities and "
              + deltas.length
              + " numbers of deltas do not belong together");
    }
    int[] likely = likely(probabilities, classes);
    float[] boxes = new float[4 * likely.length];
    float[] scores = new float[likely.length];
    int[] labels = new int[likely.length];
    int found = 0;
    for (int candidate : likely) {
      int at = 4 * found;
      int proposal = 4 * (candidate / classes);
      BoxCoder.HEAD.decode(deltas, 4 * candidate, proposals, proposal, boxes, at);
      Boxes.clip(boxes, at, image);
      if (Boxes.isLargeEnough(boxes, at, SMALLEST)) {
        scores[found] = probabilities[candidate];
        labels[found++] = candidate % classes;
      }
    }
    return suppress(
        Arrays.copyOf(labels, found),
        Arrays.copyOf(scores, found),
        Arrays.copyOf(boxes, 4 * found));
  }

  /** Returns the positions of likely objects, in the order of the array. */
  private int[] likely(float[] probabilities, int classes) {
    int[] likely = new int[probabilities.length];
    int found = 0;
    for (int i = 0; i < probabilities.length; i++) {
      if (probabilities[i] > (float) scoreThreshold && i % classes != 0) {
        likely[found++] = i;
      }
    }
    return Arrays.copyOf(likely, found);
  }

  private Detections suppress(int[] labels, float[] scores, float[] boxes) {
    int[] kept = nms.keep(boxes, scores, labels, limit);
    int[] keptLabels = new int[kept.length];
    float[] keptScores = new float[kept.length];
    for (int i = 0; i < kept.length; i++) {
      keptLabels[i] = labels[kept[i]];
      keptScores[i] = scores[kept[i]];
    }
    return new Detections(keptLabels, keptScores, Boxes.select(boxes, kept));
  }
}
