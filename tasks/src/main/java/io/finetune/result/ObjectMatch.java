package io.finetune.result;

import io.finetune.coco.CocoEvaluator.Detection;
import io.finetune.coco.CocoEvaluator.Truth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was found on an image beside what is there, as a person would compare them: only detections
 * of a score of one half or more, the best first, each with the object whose box it covers best
 * (IoU of one half or more), whatever its class. Average precision counts otherwise; this is for
 * confusions and for finding images worth a look.
 *
 * @param objects how many are there, crowds apart
 * @param found how many detections count; those on crowds do not
 * @param correct how many have the class of their object
 * @param quality the sum of the correct ones' IoU by correct plus half of what is wrong or missed:
 *     1 is perfect (panoptic quality, on boxes); 1 too where nothing is there and nothing found
 * @param confusions every object and every detection once
 * @param worst the detection with the highest score that is not correct
 */
record ObjectMatch(
    int objects,
    int found,
    int correct,
    double quality,
    List<Confusion> confusions,
    Optional<Mistake> worst) {

  /** The least score, and the least IoU. */
  static final double HALF = 0.5;

  /** The label of nothing. */
  static final int NOTHING = -1;

  /**
   * An object and what it was taken for.
   *
   * @param truth its class; {@link #NOTHING} for a detection of nothing
   * @param predicted the detection's class; {@link #NOTHING} for an object that was missed
   */
  record Confusion(int truth, int predicted) {}

  /**
   * A detection that is not correct.
   *
   * @param predicted its class
   * @param score how sure the network was
   * @param truth the class of the object there; {@link #NOTHING} if there is none
   */
  record Mistake(int predicted, double score, int truth) {}

  /** Copies the list. */
  ObjectMatch {
    confusions = List.copyOf(confusions);
  }

  /**
   * Compares.
   *
   * @param truth what is there
   * @param found what was found, best first
   */
  static ObjectMatch of(List<Truth> truth, List<Detection> found) {
    List<Truth> missed = new ArrayList<>(truth.stream().filter(object -> !object.crowd()).toList());
    int objects = missed.size();
    List<Confusion> confusions = new ArrayList<>();
    Optional<Mistake> worst = Optional.empty();
    int counted = 0;
    int correct = 0;
    double overlap = 0;
    for (Detection detection : found) {
      if (detection.score() < HALF) {
        continue;
      }
      Optional<Truth> object = best(missed, detection);
      if (object.isEmpty() && onCrowd(truth, detection)) {
        continue;
      }
      object.ifPresent(missed::remove);
      int label = object.map(Truth::label).orElse(NOTHING);
      counted++;
      confusions.add(new Confusion(label, detection.label()));
      if (label == detection.label()) {
        correct++;
        overlap += detection.box().iou(object.get().box(), false);
      } else if (worst.isEmpty()) {
        worst = Optional.of(new Mistake(detection.label(), detection.score(), label));
      }
    }
    missed.forEach(object -> confusions.add(new Confusion(object.label(), NOTHING)));
    double size = (objects + counted) / 2.0; // correct + (wrong + missed) / 2
    return new ObjectMatch(
        objects, counted, correct, size == 0 ? 1 : overlap / size, confusions, worst);
  }

  private static Optional<Truth> best(List<Truth> objects, Detection detection) {
    Truth best = null;
    double most = HALF;
    for (Truth object : objects) {
      double iou = detection.box().iou(object.box(), false);
      if (iou > most || (best == null && iou == most)) {
        most = iou;
        best = object;
      }
    }
    return Optional.ofNullable(best);
  }

  private static boolean onCrowd(List<Truth> truth, Detection detection) {
    return truth.stream()
        .anyMatch(each -> each.crowd() && detection.box().iou(each.box(), true) >= HALF);
  }
}
