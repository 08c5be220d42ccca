package io.finetune.train;

import ai.djl.ndarray.NDManager;
import io.finetune.data.Batch;
import io.finetune.data.DataLoader;

/**
 * Batches and the way they take to the device.
 *
 * @param batches the batches on the host; closed by whoever opened them
 * @param intake what brings one to the device
 * @param <T> the type of a sample's target
 */
public record Feed<T>(DataLoader<T> batches, Intake<T> intake) {

  /**
   * The step from a batch on the host to the input of a network.
   *
   * @param <T> the type of a sample's target
   */
  @FunctionalInterface
  public interface Intake<T> {

    /**
     * Moves a batch to the device.
     *
     * @param scope the owner of what is made there
     * @param batch the batch on the host; closed by this call
     * @return the batch on the device
     */
    DeviceBatch<T> apply(NDManager scope, Batch<T> batch);
  }
}
