package io.finetune.train;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The state of a training at a step.
 *
 * @param epoch the running epoch, from 1
 * @param epochs how many epochs the run has
 * @param step optimizer steps done since the run began
 * @param stepInEpoch optimizer steps done in this epoch
 * @param stepsInEpoch optimizer steps of an epoch
 * @param losses mean of each loss part since the last report, "loss" being their sum, in a fixed
 *     order
 * @param learningRate the rate of the latest step
 * @param imagesPerSecond training throughput since the last report
 * @param dataWait share of the time since the last report spent waiting for data, 0 to 1
 * @param remaining estimated time to the end of the run
 */
public record StepReport(
    int epoch,
    int epochs,
    long step,
    int stepInEpoch,
    int stepsInEpoch,
    Map<String, Double> losses,
    double learningRate,
    double imagesPerSecond,
    double dataWait,
    Duration remaining) {

  /** Copies the losses in their order. */
  public StepReport {
    losses = Collections.unmodifiableMap(new LinkedHashMap<>(losses));
  }
}
