package io.finetune.run;

import io.finetune.data.SkippedSample;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run came to.
 *
 * @param directory its folder
 * @param metrics the metrics of the last evaluation, as fractions, by name; empty if there was none
 * @param bestEpoch the epoch with the best main metric, from 1; 0 if there was no evaluation
 * @param best that metric
 * @param interrupted whether the run was stopped before its end and can be resumed
 * @param skippedBatches batches that were left out because a loss or gradient was not finite
 * @param skipped the broken images that were left out, each once; {@code skipped.txt} lists them
 *     too
 */
public record RunResult(
    Path directory,
    Map<String, Double> metrics,
    int bestEpoch,
    double best,
    boolean interrupted,
    long skippedBatches,
    List<SkippedSample> skipped) {

  /** Copies the metrics in their order, and the list. */
  public RunResult {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    skipped = List.copyOf(skipped);
  }
}
