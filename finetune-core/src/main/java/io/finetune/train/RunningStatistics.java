package io.finetune.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import io.finetune.block.Layer;
import io.finetune.kernel.Kernels;
import java.util.List;

/**
 * What the forward passes of a network change in it, kept so that a step can be taken back: the
 * running statistics of its norms.
 */
final class RunningStatistics {

  private final List<NDArray> live;
  private final List<NDArray> saved;
  private final Kernels kernels;

  /**
   * @param network whose statistics are kept
   * @param owner owns the copies
   */
  RunningStatistics(Layer network, NDManager owner) {
    live =
        network.named().values().stream()
            .filter(parameter -> parameter.getType() == Parameter.Type.OTHER)
            .map(Parameter::getArray)
            .toList();
    saved = live.stream().map(NDArray::duplicate).toList();
    saved.forEach(array -> array.attach(owner));
    kernels = Kernels.on(owner.getDevice());
  }

  /** Keeps the statistics as they are now. */
  void save() {
    kernels.copy(live, saved);
  }

  /** Puts the statistics back to where they were kept. */
  void restore() {
    kernels.copy(saved, live);
  }
}
