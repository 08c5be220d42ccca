package io.finetune.train;

import io.finetune.CheckpointException;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far a training has come: together with the weights and the optimizer's state, all that a
 * resumed run needs.
 *
 * @param epoch finished epochs
 * @param batch batches done in the running epoch, 0 at an epoch's boundary; all of them if only its
 *     evaluation is missing
 * @param step optimizer steps done, skipped ones included
 * @param lossSums sums of each loss part over the batches done in the running epoch
 * @param lossBatches the batches in these sums: those done, without the skipped
 * @param skipped batches skipped since the run began, because something was not finite
 * @param bestEpoch the epoch with the best main metric so far, from 1; 0 before the first
 *     evaluation
 * @param best that metric
 */
public record Progress(
    int epoch,
    int batch,
    long step,
    Map<String, Double> lossSums,
    int lossBatches,
    long skipped,
    int bestEpoch,
    double best) {

  /** The beginning. */
  public static final Progress START =
      new Progress(0, 0, 0, Map.of(), 0, 0, 0, Double.NEGATIVE_INFINITY);

  private static final String LOSS = "progress.loss.";

  /** Copies the sums. */
  public Progress {
    lossSums = Map.copyOf(lossSums);
  }

  /**
   * Returns the step up to which reports of epochs hold. At the end of an epoch whose evaluation is
   * missing, a report of it may already have been written, and the epoch will report again.
   *
   * @return the last step that belongs to a finished epoch, or one between it and the next
   */
  public long reportedStep() {
    return batch > 0 ? step - 1 : step;
  }

  /** The progress after the epoch, at whose end this is, with or without a new best metric. */
  Progress afterEpoch(boolean isBest, double metric) {
    int epochs = epoch + 1;
    return new Progress(
        epochs, 0, step, Map.of(), 0, skipped, isBest ? epochs : bestEpoch, isBest ? metric : best);
  }

  /**
   * Writes the progress as text.
   *
   * @return entries for a checkpoint's metadata, exact
   */
  public Map<String, String> toMap() {
    Map<String, String> map = new TreeMap<>();
    map.put("progress.epoch", Integer.toString(epoch));
    map.put("progress.batch", Integer.toString(batch));
    map.put("progress.step", Long.toString(step));
    map.put("progress.loss_batches", Integer.toString(lossBatches));
    map.put("progress.skipped", Long.toString(skipped));
    map.put("progress.best_epoch", Integer.toString(bestEpoch));
    map.put("progress.best", Double.toString(best));
    lossSums.forEach((name, sum) -> map.put(LOSS + name, Double.toString(sum)));
    return map;
  }

  /**
   * Reads the progress back.
   *
   * @param map a checkpoint's metadata; other entries are ignored
   * @return the progress
   * @throws CheckpointException if an entry is missing or no number
   */
  public static Progress fromMap(Map<String, String> map) {
    Map<String, Double> sums = new TreeMap<>();
    try {
      map.forEach(
          (name, value) -> {
            if (name.startsWith(LOSS)) {
              sums.put(name.substring(LOSS.length()), Double.valueOf(value));
            }
          });
      return new Progress(
          Integer.parseInt(entry(map, "progress.epoch")),
          Integer.parseInt(entry(map, "progress.batch")),
          Long.parseLong(entry(map, "progress.step")),
          sums,
          Integer.parseInt(entry(map, "progress.loss_batches")),
          Long.parseLong(entry(map, "progress.skipped")),
          Integer.parseInt(entry(map, "progress.best_epoch")),
          Double.parseDouble(entry(map, "progress.best")));
    } catch (NumberFormatException e) {
      throw new CheckpointException("the checkpoint's progress is damaged: " + e.getMessage(), e);
    }
  }

  private static String entry(Map<String, String> map, String name) {
    String value = map.get(name);
    if (value == null) {
      throw new CheckpointException(
          "the checkpoint lacks '" + name + "': it was not written by a training, or is damaged");
    }
    return value;
  }
}
