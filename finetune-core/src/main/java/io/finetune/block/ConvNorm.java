package io.finetune.block;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.finetune.FinetuneException;
import io.finetune.kernel.Kernels;
import io.finetune.kernel.Kernels.After;
import java.util.ArrayList;
import java.util.List;

/**
 * A convolution without bias, its norm, and optionally the sum with a residual and a ReLU, as one
 * kernel.
 *
 * <p>Input (N, C_in, H, W), float32 or bfloat16; output (N, C_out, H', W') of the same dtype with
 * H' = floor((H + 2 * padding - kernel) / stride) + 1. A second input is the residual, added before
 * the ReLU.
 */
public final class ConvNorm extends Layer {

  private final Conv2d conv;
  private final Norm norm;
  private final boolean standardized;
  private final After after;
  private final Parameter weight;
  private final Parameter gamma;
  private final Parameter beta;
  private final List<Parameter> statistics = new ArrayList<>();

  /**
   * Constructs the unit.
   *
   * @param convName the name its weight goes under, as "conv1"
   * @param normName the name its affine parameters go under, as "bn1"
   * @param conv the convolution's numbers
   * @param style norm and weight standardization
   * @param after what follows the norm
   * @throws FinetuneException if a group norm has more groups than divide the channels
   */
  public ConvNorm(String convName, String normName, Conv2d conv, ConvStyle style, After after) {
    this.conv = conv;
    this.norm = style.norm();
    this.standardized = style.standardized();
    this.after = after;
    if (norm.kind() == Norm.Kind.GROUP && conv.outputs() % norm.groups() != 0) {
      throw new FinetuneException(
          "group norm shares "
              + norm.groups()
              + " groups evenly among channels, and "
              + convName
              + " has "
              + conv.outputs()
              + ": take batch norm, or a wider model");
    }
    weight = parameter(convName + ".weight", Initializers.KAIMING_FAN_OUT, conv.weightShape());
    boolean constant = norm.kind() == Norm.Kind.FROZEN_BATCH;
    gamma = affine(normName + ".weight", true, constant);
    beta = affine(normName + ".bias", false, constant);
    if (norm.kind() != Norm.Kind.GROUP) {
      statistics.add(buffer(normName + ".running_mean", Initializers.ZEROS, conv.outputs()));
      statistics.add(buffer(normName + ".running_var", Initializers.ONES, conv.outputs()));
    }
    if (norm.kind() == Norm.Kind.BATCH) {
      statistics.add(buffer(normName + ".num_batches_tracked", Initializers.COUNTER));
    }
  }

  private Parameter affine(String name, boolean ones, boolean constant) {
    var first = ones ? Initializers.ONES : Initializers.ZEROS;
    return constant ? buffer(name, first, conv.outputs()) : parameter(name, first, conv.outputs());
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    NDArray x = inputs.get(0);
    NDArray residual = after == After.ADD_RELU ? inputs.get(1) : null;
    return new NDList(apply(store, x, residual, training));
  }

  /**
   * Runs the unit.
   *
   * @param store where the parameters' arrays are found
   * @param x the input
   * @param residual what is added before the ReLU; null unless built with {@link After#ADD_RELU}
   * @param training whether batch statistics are used and updated
   * @return the output, attached to the manager of {@code x}
   */
  NDArray apply(ParameterStore store, NDArray x, NDArray residual, boolean training) {
    Device device = x.getDevice();
    Kernels kernels = Kernels.on(device);
    NDManager scope = x.getManager();
    conv.check(x.getShape(), weight.getName());
    NDArray w = store.getValue(weight, device, training);
    Kernels.Unit unit =
        new Kernels.Unit(
            x,
            standardized ? kernels.standardize(scope, w) : w,
            kernels.integers(conv.stride(), conv.padding(), 1, conv.groups()),
            after,
            residual);
    NDArray scale = store.getValue(gamma, device, training);
    NDArray shift = store.getValue(beta, device, training);
    if (norm.kind() == Norm.Kind.GROUP) {
      return kernels.convGroup(scope, unit, scale, shift, norm.groups(), norm.eps());
    }
    List<NDArray> buffers =
        statistics.stream().map(buffer -> store.getValue(buffer, device, training)).toList();
    return training && !isFrozen() && norm.kind() == Norm.Kind.BATCH
        ? kernels.convBatchTrain(scope, unit, scale, shift, buffers, norm.eps())
        : kernels.convBatch(scope, unit, scale, shift, buffers.subList(0, 2), norm.eps());
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {conv.outputShape(inputShapes[0])};
  }
}
