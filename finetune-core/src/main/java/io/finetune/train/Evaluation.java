package io.finetune.train;

import ai.djl.training.ParameterStore;
import java.util.Map;

/**
 * Collects what a network predicts on a test set and turns it into metrics.
 *
 * @param <T> the type of a sample's target
 */
public interface Evaluation<T> {

  /**
   * Runs the network on a batch, without gradients, and collects the outcome.
   *
   * @param batch images and targets; closed after this call
   * @param store where the parameters' arrays are found
   */
  void add(DeviceBatch<T> batch, ParameterStore store);

  /**
   * Computes the metrics of everything added so far.
   *
   * @return fractions from 0 to 1 by name, in the order they are shown; a metric that is not
   *     defined, for want of ground truth, is absent
   */
  Map<String, Double> metrics();
}
