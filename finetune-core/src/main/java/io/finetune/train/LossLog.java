package io.finetune.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.finetune.DivergedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Keeps the losses and the gradients' norms of a few steps on the device and reads them together,
 * so that the host does not wait for the device at every step; finds the batch of the first one
 * that is not finite.
 */
final class LossLog implements AutoCloseable {

  private final NDManager manager;
  private final int interval;
  private final List<Entry> pending = new ArrayList<>();
  private int steps;

  /** Where in a training something was computed. */
  record Place(int epoch, long step, List<String> ids) {

    private static final int MOST_SHOWN = 512;

    /** Copies the ids. */
    Place {
      ids = List.copyOf(ids);
    }

    @Override
    public String toString() {
      int shown = Math.min(ids.size(), MOST_SHOWN);
      String more = shown < ids.size() ? " and " + (ids.size() - shown) + " more" : "";
      return String.format(
          Locale.ROOT,
          "in epoch %d, step %d, on the batch of %s%s",
          epoch,
          step,
          ids.subList(0, shown),
          more);
    }
  }

  /**
   * What was read.
   *
   * @param sums of each loss part over the batches
   * @param batches how many
   */
  record Reading(Map<String, Double> sums, int batches) {}

  /** The losses of a batch, or the norms of a step's gradients. */
  private record Entry(boolean isLoss, List<String> names, NDArray values, Place place) {}

  /**
   * @param manager the owner of what is kept; its device computes
   * @param interval how many steps are kept before they are read
   */
  LossLog(NDManager manager, int interval) {
    this.manager = manager.newSubManager();
    this.interval = interval;
  }

  /** Keeps the losses of a batch; they are attached to this log. */
  void add(Map<String, NDArray> losses, Place place) {
    List<NDArray> flat = new ArrayList<>();
    for (NDArray loss : losses.values()) {
      flat.add(loss.stopGradient());
    }
    try (NDList parts = new NDList(flat)) {
      NDArray row = NDArrays.stack(parts);
      row.attach(manager);
      pending.add(new Entry(true, List.copyOf(losses.keySet()), row, place));
    }
  }

  /**
   * Ends a step.
   *
   * @param names the trained parameters
   * @param norms of each one's gradient; attached to this log
   * @param place the step, and the records of all its batches
   */
  void endStep(List<String> names, NDArray norms, Place place) {
    norms.attach(manager);
    pending.add(new Entry(false, names, norms, place));
    steps++;
  }

  boolean isFull() {
    return steps >= interval;
  }

  /**
   * Reads what is pending, which is forgotten then.
   *
   * @return the losses of the batches read
   * @throws DivergedException if a loss or gradient is not finite; the message names the loss part
   *     or the parameter, the step and the batch
   */
  Reading read() {
    try {
      Map<String, Double> sums = new LinkedHashMap<>();
      int batches = 0;
      for (Entry entry : pending) {
        float[] values = entry.values.toFloatArray();
        requireFinite(entry, values);
        if (entry.isLoss) {
          batches++;
          for (int i = 0; i < values.length; i++) {
            sums.merge(entry.names.get(i), (double) values[i], Double::sum);
          }
        }
      }
      return new Reading(sums, batches);
    } finally {
      clear();
    }
  }

  private static void requireFinite(Entry entry, float[] values) {
    int[] bad = IntStream.range(0, values.length).filter(i -> !Float.isFinite(values[i])).toArray();
    if (bad.length > 0) {
      String name = "'" + entry.names.get(bad[0]) + "'";
      String what =
          entry.isLoss
              ? "the loss part " + name + " is " + values[bad[0]]
              : "the gradients of "
                  + bad.length
                  + " of "
                  + values.length
                  + " parameters, first "
                  + name
                  + ", are not finite";
      throw new DivergedException(what + " " + entry.place);
    }
  }

  private void clear() {
    pending.forEach(entry -> entry.values.close());
    pending.clear();
    steps = 0;
  }

  @Override
  public void close() {
    clear();
    manager.close();
  }
}
