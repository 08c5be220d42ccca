package io.finetune.train;

import java.util.Objects;

/**
 * The numbers of a training loop.
 *
 * @param epochs how many times the training set is seen
 * @param accumulate batches whose gradients are averaged into one optimizer step
 * @param evaluateEvery epochs from one evaluation to the next; the last epoch is always evaluated
 * @param reportEvery optimizer steps from one report to the next
 * @param onNan what is done about a step whose loss or gradient is not finite
 */
public record TrainingPlan(
    int epochs, int accumulate, int evaluateEvery, int reportEvery, OnNan onNan) {

  /** Checks the numbers. */
  public TrainingPlan {
    positive("epochs", epochs);
    positive("accumulate", accumulate);
    positive("evaluate-every", evaluateEvery);
    positive("report-every", reportEvery);
    Objects.requireNonNull(onNan, "on-nan");
  }

  private static void positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " is at least 1, got " + value);
    }
  }

  /**
   * Counts the optimizer steps of an epoch.
   *
   * @param batches batches in an epoch
   * @return steps; a rest of fewer than {@code accumulate} batches makes a step too
   */
  public int stepsPerEpoch(int batches) {
    return (batches + accumulate - 1) / accumulate;
  }
}
