package io.finetune.block;

import ai.djl.ndarray.types.DataType;
import ai.djl.training.initializer.Initializer;

/** The first values of parameters, as torchvision's networks give them. */
public final class Initializers {

  /** All zeros, in the asked dtype. */
  public static final Initializer ZEROS = (manager, shape, type) -> manager.zeros(shape, type);

  /** All ones, in the asked dtype. */
  public static final Initializer ONES = (manager, shape, type) -> manager.ones(shape, type);

  /** An int64 zero, for counters. */
  public static final Initializer COUNTER =
      (manager, shape, type) -> manager.zeros(shape, DataType.INT64);

  /** Normal with deviation sqrt(2 / fan_out) (He et al. 2015), for convolutions before a ReLU. */
  public static final Initializer KAIMING_FAN_OUT =
      (manager, shape, type) -> {
        double fanOut = (double) shape.get(0) * shape.slice(2).size();
        return manager.randomNormal(0, (float) Math.sqrt(2 / fanOut), shape, type);
      };

  /** Uniform with deviation sqrt(1 / fan_in), for the convolutions of an FPN. */
  public static final Initializer KAIMING_FAN_IN =
      (manager, shape, type) -> {
        float bound = (float) Math.sqrt(3.0 / shape.slice(1).size());
        return manager.randomUniform(-bound, bound, shape, type);
      };

  /** Normal with deviation 0.01, for the layers of a region proposal network. */
  public static final Initializer NORMAL_HUNDREDTH =
      (manager, shape, type) -> manager.randomNormal(0, 0.01f, shape, type);

  private Initializers() {}

  /**
   * Uniform within 1 / sqrt(fanIn) of zero, as PyTorch's linear and convolution layers begin.
   *
   * @param fanIn how many inputs feed one output
   * @return the initializer
   */
  public static Initializer uniform(long fanIn) {
    float bound = (float) (1 / Math.sqrt((double) fanIn));
    return (manager, shape, type) -> manager.randomUniform(-bound, bound, shape, type);
  }
}
