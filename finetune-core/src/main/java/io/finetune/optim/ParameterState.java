package io.finetune.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What an optimizer keeps for one parameter on one device: arrays by kind, in the memory layout of
 * the weight, and the number of steps made.
 */
final class ParameterState {

  private final NDManager manager;
  private final Map<String, NDArray> arrays = new LinkedHashMap<>();
  private NDArray weight;
  private NDArray count;
  private long steps;

  ParameterState(NDManager manager, NDArray weight) {
    this.manager = manager;
    this.weight = weight;
  }

  long steps() {
    return steps;
  }

  void steps(long made) {
    steps = made;
  }

  /** Returns the number of steps as an int64 scalar, valid until the next call. */
  NDArray stepCount() {
    if (count != null) {
      count.close();
    }
    count = manager.create(steps);
    return count;
  }

  Map<String, NDArray> arrays() {
    return arrays;
  }

  /** Returns the array of a kind, made of {@code initial} if there is none yet. */
  NDArray array(String kind, Supplier<NDArray> initial) {
    return arrays.computeIfAbsent(kind, k -> own(initial.get()));
  }

  /** Takes over values of any layout. */
  void restore(String kind, NDArray values) {
    NDArray fitted = own(weight.zerosLike());
    values.copyTo(fitted);
    NDArray old = arrays.put(kind, fitted);
    if (old != null) {
      old.close();
    }
  }

  /** Follows the parameter to a new array, which may lie in memory in another order. */
  void follow(NDArray current) {
    if (current == weight) {
      return;
    }
    weight = current;
    Map.copyOf(arrays).forEach(this::restore);
  }

  private NDArray own(NDArray array) {
    array.setRequiresGradient(false);
    array.attach(manager);
    return array;
  }

  void close() {
    if (count != null) {
      count.close();
    }
    arrays.values().forEach(NDArray::close);
    arrays.clear();
  }
}
