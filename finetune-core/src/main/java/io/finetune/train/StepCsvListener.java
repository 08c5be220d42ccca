package io.finetune.train;

import io.finetune.CheckpointException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Writes one row per report to a CSV file (RFC 4180, UTF-8): {@code step, epoch, progress,
 * learning_rate, images_per_second, data_wait}, then the training losses as {@code train_NAME}.
 * {@code progress} counts epochs as a decimal number: 1.5 is the middle of the second.
 *
 * <p>Every row is in the file when {@link #onStep} returns, or waits for a disk that is full or was
 * made read-only; nothing else is kept in memory, however long a run is. The columns are those of
 * the first report.
 */
public final class StepCsvListener implements TrainingListener {

  private final StepTable table;

  /**
   * Starts the file, or continues the one that is there.
   *
   * @param file the CSV file; its folder must exist
   * @param resumedStep the optimizer steps the run had done when it was saved, 0 for a new run:
   *     rows of later steps, which the run will repeat, are dropped, and so is a torn last row
   * @param warnings told in a sentence when rows cannot be written, and when they can again
   * @throws CheckpointException if an existing file cannot be read or was not written by this class
   */
  public StepCsvListener(Path file, long resumedStep, Consumer<String> warnings) {
    table = new StepTable(file, resumedStep, warnings);
  }

  @Override
  public void onStep(StepReport report) {
    table.add(row(report));
  }

  @Override
  public void close() {
    table.close();
  }

  private static Map<String, String> row(StepReport report) {
    double progress = report.epoch() - 1 + (double) report.stepInEpoch() / report.stepsInEpoch();
    Map<String, String> row = new LinkedHashMap<>();
    row.put(StepTable.STEP, Long.toString(report.step()));
    row.put("epoch", Integer.toString(report.epoch()));
    row.put("progress", Double.toString(progress));
    row.put("learning_rate", Double.toString(report.learningRate()));
    row.put("images_per_second", Double.toString(report.imagesPerSecond()));
    row.put("data_wait", Double.toString(report.dataWait()));
    report.losses().forEach((name, value) -> row.put("train_" + name, value.toString()));
    return row;
  }
}
