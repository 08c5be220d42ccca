package io.finetune.train;

import io.finetune.CheckpointException;
import io.finetune.optim.GradientNorms.Norms;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Writes measured gradients to a CSV file (RFC 4180, UTF-8), one row a step and layer: {@code step,
 * layer, norm_before, norm_after, max_before, max_after}.
 *
 * <p>Every row is in the file when {@link #onGradients} returns, or waits for a disk that is full
 * or was made read-only.
 */
public final class GradientCsvListener implements TrainingListener {

  private final StepTable table;

  /**
   * Starts the file, or continues the one that is there as if the run had never stopped.
   *
   * @param file the CSV file; its folder must exist
   * @param resumedStep the optimizer steps the run had done when it was saved, 0 for a new run:
   *     rows of later steps, which the run will repeat, are dropped, and so is a torn last row
   * @param warnings told in a sentence when rows cannot be written, and when they can again
   * @throws CheckpointException if an existing file cannot be read or was not written by this class
   */
  public GradientCsvListener(Path file, long resumedStep, Consumer<String> warnings) {
    table = new StepTable(file, resumedStep, warnings);
  }

  @Override
  public void onGradients(GradientReport report) {
    for (Norms layer : report.layers()) {
      table.add(row(report.step(), layer));
    }
  }

  private static Map<String, String> row(long step, Norms layer) {
    Map<String, String> row = new LinkedHashMap<>();
    row.put(StepTable.STEP, Long.toString(step));
    row.put("layer", layer.name());
    row.put("norm_before", Double.toString(layer.normBefore()));
    row.put("norm_after", Double.toString(layer.normAfter()));
    row.put("max_before", Double.toString(layer.maxBefore()));
    row.put("max_after", Double.toString(layer.maxAfter()));
    return row;
  }

  @Override
  public void close() {
    table.close();
  }
}
