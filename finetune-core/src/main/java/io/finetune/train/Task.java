package io.finetune.train;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;
import io.finetune.block.Layer;
import java.util.Map;

/**
 * What a network is trained for: the one interface between the training loop and classification,
 * detection, or anything else.
 *
 * @param <T> the type of a sample's target
 */
public interface Task<T> {

  /**
   * Returns the network, head included.
   *
   * @return the same layer at every call
   */
  Layer network();

  /**
   * Computes the losses of a batch in training mode.
   *
   * @param batch images and targets, on the device
   * @param store where the parameters' arrays are found
   * @return float32 scalars by name in a fixed order, attached to the manager of the images; their
   *     sum is what is minimised
   */
  Map<String, NDArray> losses(DeviceBatch<T> batch, ParameterStore store);

  /**
   * Starts an evaluation.
   *
   * @return an empty one
   */
  Evaluation<T> evaluation();

  /**
   * Names the metric by which the best epoch is chosen; larger is better.
   *
   * @return a key of {@link Evaluation#metrics()}
   */
  String mainMetric();
}
