package io.finetune.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.finetune.DivergedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps the losses of a few steps on the device and reads them together, so that the host does not
 * wait for the device at every step; finds the batch of the first loss that is not finite.
 */
final class LossLog implements AutoCloseable {

  private final NDManager manager;
  private final int interval;
  private final List<NDArray> pending = new ArrayList<>();
  private final List<List<String>> ids = new ArrayList<>();
  private List<String> names = List.of();

  /**
   * @param manager the owner of what is kept; its device computes
   * @param interval how many batches are kept before they are read
   */
  LossLog(NDManager manager, int interval) {
    this.manager = manager.newSubManager();
    this.interval = interval;
  }

  /** Keeps the losses of a batch; they are attached to this log. */
  void add(Map<String, NDArray> losses, List<String> batchIds) {
    names = List.copyOf(losses.keySet());
    List<NDArray> flat = new ArrayList<>();
    for (NDArray loss : losses.values()) {
      flat.add(loss.stopGradient());
    }
    try (NDList parts = new NDList(flat)) {
      NDArray row = NDArrays.stack(parts);
      row.attach(manager);
      pending.add(row);
    }
    ids.add(batchIds);
  }

  boolean isFull() {
    return pending.size() >= interval;
  }

  /**
   * Reads what is pending.
   *
   * @return sums over the batches read, by name
   * @throws DivergedException if a loss is not finite; the message names the part and the batch
   */
  Map<String, Double> read() {
    Map<String, Double> sums = new LinkedHashMap<>();
    for (int i = 0; i < pending.size(); i++) {
      float[] values = pending.get(i).toFloatArray();
      for (int j = 0; j < values.length; j++) {
        if (!Float.isFinite(values[j])) {
          throw diverged(names.get(j), values[j], ids.get(i));
        }
        sums.merge(names.get(j), (double) values[j], Double::sum);
      }
    }
    clear();
    return sums;
  }

  private static DivergedException diverged(String name, float value, List<String> batch) {
    return new DivergedException(
        "the loss part '"
            + name
            + "' is "
            + value
            + " on the batch of "
            + batch
            + ": lower the learning rate (--lr), warm up longer (--warmup-epochs) or clip gradients"
            + " (--clip-norm)");
  }

  private void clear() {
    pending.forEach(NDArray::close);
    pending.clear();
    ids.clear();
  }

  @Override
  public void close() {
    clear();
    manager.close();
  }
}
