package io.finetune.coco;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The pairs of detections and objects whose overlap reaches the least threshold, by detection; of
 * one category in one image. Nearly all pairs are not among them, and the forty rounds of matching
 * (areas times thresholds) look at nothing else.
 */
final class Candidates {

  private final int[] first;
  private int[] truths = new int[8];
  private double[] overlaps = new double[8];
  private int size;

  private Candidates(int detections) {
    first = new int[detections + 1];
  }

  /**
   * Measures all pairs.
   *
   * @param overlaps of the image's detections and objects
   * @param detections places of the detections in the image
   * @param objects places of the objects in the image
   * @param least the smallest overlap that is kept
   */
  static Candidates of(Overlaps overlaps, int[] detections, int[] objects, double least) {
    Candidates candidates = new Candidates(detections.length);
    for (int d = 0; d < detections.length; d++) {
      candidates.first[d] = candidates.size;
      for (int t = 0; t < objects.length; t++) {
        double overlap = overlaps.of(detections[d], objects[t]);
        if (overlap >= least) {
          candidates.append(t, overlap);
        }
      }
    }
    candidates.first[detections.length] = candidates.size;
    return candidates;
  }

  private void append(int truth, double overlap) {
    if (size == truths.length) {
      truths = Arrays.copyOf(truths, 2 * size);
      overlaps = Arrays.copyOf(overlaps, 2 * size);
    }
    truths[size] = truth;
    overlaps[size] = overlap;
    size++;
  }

  /** The detections that have a candidate, in their order. */
  int[] detections() {
    return IntStream.range(0, first.length - 1).filter(d -> first[d] < first[d + 1]).toArray();
  }

  /**
   * Returns the object that a detection overlaps most, or -1.
   *
   * @param detection place among the detections
   * @param threshold the overlap it takes
   * @param ignored which objects are ignored
   * @param wanted whether to choose among the ignored objects or among the others
   * @param taken which objects cannot be matched again
   */
  int best(int detection, double threshold, boolean[] ignored, boolean wanted, boolean[] taken) {
    double most = threshold;
    int best = -1;
    for (int i = first[detection]; i < first[detection + 1]; i++) {
      int truth = truths[i];
      // Not "greater": of equal overlaps the later object is taken.
      if (ignored[truth] == wanted && !taken[truth] && overlaps[i] >= most) {
        most = overlaps[i];
        best = truth;
      }
    }
    return best;
  }
}
