package io.finetune.evaluation;

import io.finetune.coco.CocoScores;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * COCO's scores of a detector.
 *
 * @param metrics those that the training reports
 * @param boxes the scores of its boxes
 * @param masks the scores of its masks, where it draws any
 */
public record ObjectScores(
    Map<String, Double> metrics, CocoScores boxes, Optional<CocoScores> masks) implements Scores {

  /** Copies the metrics in their order. */
  public ObjectScores {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }

  @Override
  public int images() {
    return boxes.images();
  }
}
