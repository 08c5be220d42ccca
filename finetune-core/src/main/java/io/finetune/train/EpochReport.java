package io.finetune.train;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The outcome of one epoch.
 *
 * @param epoch the finished epoch, from 1
 * @param epochs how many epochs the run has
 * @param step optimizer steps done since the run began
 * @param losses mean of each training loss part over the epoch, "loss" being their sum
 * @param metrics evaluation results by name, such as "top1", as fractions 0 to 1; empty when the
 *     epoch was not evaluated
 * @param best whether this is the best epoch so far by the task's main metric
 * @param learningRate the rate of the latest step
 * @param imagesPerSecond training throughput over the epoch
 * @param dataWait share of the training time spent waiting for data, 0 to 1
 * @param elapsed wall time of the epoch, evaluation included
 */
public record EpochReport(
    int epoch,
    int epochs,
    long step,
    Map<String, Double> losses,
    Map<String, Double> metrics,
    boolean best,
    double learningRate,
    double imagesPerSecond,
    double dataWait,
    Duration elapsed) {

  /** Copies the losses and metrics in their order. */
  public EpochReport {
    losses = Collections.unmodifiableMap(new LinkedHashMap<>(losses));
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }
}
