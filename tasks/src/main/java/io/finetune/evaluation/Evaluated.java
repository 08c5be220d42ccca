package io.finetune.evaluation;

import io.finetune.data.SkippedSample;
import io.finetune.predict.Checkpoint;
import java.time.Duration;
import java.util.List;

/**
 * An evaluation of a checkpoint.
 *
 * @param checkpoint what was evaluated
 * @param dataset the name of the dataset
 * @param part which part of it
 * @param scores what came out
 * @param skipped broken images that were left out
 * @param time what reading and scoring the images took
 */
public record Evaluated(
    Checkpoint checkpoint,
    String dataset,
    Part part,
    Scores scores,
    List<SkippedSample> skipped,
    Duration time) {

  /** The parts of a dataset. */
  public enum Part {
    /** What a model learns from. */
    TRAIN,
    /** What it is measured on. */
    TEST
  }

  /** Copies the list. */
  public Evaluated {
    skipped = List.copyOf(skipped);
  }
}
