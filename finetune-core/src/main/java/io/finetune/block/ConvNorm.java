package io.finetune.block;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.PairList;
import io.finetune.FinetuneException;
import io.finetune.kernel.Kernels;
import io.finetune.kernel.Kernels.After;
import java.util.ArrayList;
import java.util.List;

/**
 * A convolution, its norm or else a bias, and optionally the sum with a residual and a ReLU, as one
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
  private final List<Parameter> affine = new ArrayList<>();
  private final List<Parameter> statistics = new ArrayList<>();

  /**
   * Constructs the unit with the weights a ResNet begins with.
   *
   * @param convName the name its weight goes under, as "conv1"
   * @param normName the name its affine parameters go under, as "bn1"
   * @param conv the convolution's numbers
   * @param style norm and weight standardization
   * @param after what follows the norm
   * @throws FinetuneException if a group norm has more groups than divide the channels
   */
  public ConvNorm(String convName, String normName, Conv2d conv, ConvStyle style, After after) {
    this(convName, normName, conv, style, after, Initializers.KAIMING_FAN_OUT);
  }

  /**
   * Constructs the unit.
   *
   * @param convName the name its weight goes under, and its bias where it has one
   * @param normName the name its affine parameters go under
   * @param conv the convolution's numbers
   * @param style norm and weight standardization
   * @param after what follows the norm
   * @param first the weight's first values; a bias begins at 0
   * @throws FinetuneException if a group norm has more groups than divide the channels
   */
  public ConvNorm(
      String convName,
      String normName,
      Conv2d conv,
      ConvStyle style,
      After after,
      Initializer first) {
    this.conv = conv;
    this.norm = style.norm();
    this.standardized = style.standardized();
    this.after = after;
    refuseUnevenGroups(convName);
    weight = parameter(convName + ".weight", first, conv.weightShape());
    int channels = conv.outputs();
    switch (norm.kind()) {
      case NONE -> affine.add(parameter(convName + ".bias", Initializers.ZEROS, channels));
      case GROUP -> trainedAffine(normName);
      case BATCH -> {
        trainedAffine(normName);
        runningStatistics(normName);
        statistics.add(buffer(normName + ".num_batches_tracked", Initializers.COUNTER));
      }
      case FROZEN_BATCH -> {
        affine.add(buffer(normName + ".weight", Initializers.ONES, channels));
        affine.add(buffer(normName + ".bias", Initializers.ZEROS, channels));
        runningStatistics(normName);
      }
    }
  }

  private void refuseUnevenGroups(String name) {
    if (norm.kind() == Norm.Kind.GROUP && conv.outputs() % norm.groups() != 0) {
      throw new FinetuneException(
          "group norm shares "
              + norm.groups()
              + " groups evenly among channels, and "
              + name
              + " has "
              + conv.outputs()
              + ": take batch norm, or a wider model");
    }
  }

  private void trainedAffine(String name) {
    affine.add(parameter(name + ".weight", Initializers.ONES, conv.outputs()));
    affine.add(parameter(name + ".bias", Initializers.ZEROS, conv.outputs()));
  }

  private void runningStatistics(String name) {
    statistics.add(buffer(name + ".running_mean", Initializers.ZEROS, conv.outputs()));
    statistics.add(buffer(name + ".running_var", Initializers.ONES, conv.outputs()));
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
    List<NDArray> scaling = values(store, affine, device, training);
    return switch (norm.kind()) {
      case NONE -> kernels.convBias(scope, unit, scaling.get(0));
      case GROUP ->
          kernels.convGroup(scope, unit, scaling.get(0), scaling.get(1), norm.groups(), norm.eps());
      case BATCH, FROZEN_BATCH -> {
        List<NDArray> buffers = values(store, statistics, device, training);
        yield training && !isFrozen() && norm.kind() == Norm.Kind.BATCH
            ? kernels.convBatchTrain(
                scope, unit, scaling.get(0), scaling.get(1), buffers, norm.eps())
            : kernels.convBatch(
                scope, unit, scaling.get(0), scaling.get(1), buffers.subList(0, 2), norm.eps());
      }
    };
  }

  private static List<NDArray> values(
      ParameterStore store, List<Parameter> parameters, Device device, boolean training) {
    return parameters.stream().map(p -> store.getValue(p, device, training)).toList();
  }

  @Override
  public long multiplyAdds(Shape... inputs) {
    return conv.multiplyAdds(inputs[0]);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {conv.outputShape(inputShapes[0])};
  }
}
