package io.finetune.kernel;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The kernels of the networks: one method, one native call. Every result is attached to the given
 * scope and records gradients while a collector is open.
 *
 * <p>The dtype of {@code x}, float32 or bfloat16, decides the dtype of the computation; parameters
 * are always float32. Scalars travel as small arrays on the CPU ({@link #number}).
 */
public final class Kernels {

  private static final Map<Device, Kernels> BY_DEVICE = new ConcurrentHashMap<>();

  private final ScriptModule module;
  private final NDManager constants;
  private final NDArray float32;
  private final NDArray bfloat16;
  private final Map<Double, NDArray> numbers = new ConcurrentHashMap<>();
  private final Map<List<Long>, NDArray> integers = new ConcurrentHashMap<>();

  private Kernels(Device device) {
    module = ScriptModule.load(device, Kernels.class, "kernels.py");
    constants = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    float32 = constants.zeros(new Shape(0));
    bfloat16 = module.call(constants, "to_bfloat16", float32).head();
  }

  /**
   * Returns the kernels of a device, compiled on first use and kept for the life of the process.
   *
   * @param device the device
   * @return its kernels
   */
  public static Kernels on(Device device) {
    return BY_DEVICE.computeIfAbsent(device, Kernels::new);
  }

  /**
   * Turns decoded pixels into the input of a network, in channels_last layout.
   *
   * @param scope the owner of the result
   * @param pixels uint8 (N, H, W, 3)
   * @param scale float32 (1, 3, 1, 1), multiplied first
   * @param shift float32 (1, 3, 1, 1), subtracted then
   * @param precision the dtype of the result
   * @return (N, 3, H, W)
   */
  public NDArray normalize(
      NDManager scope, NDArray pixels, NDArray scale, NDArray shift, Precision precision) {
    NDArray like = precision == Precision.BF16 ? bfloat16 : float32;
    return module.call(scope, "normalize", pixels, scale, shift, like).head();
  }

  /**
   * Turns decoded pixels into a picture.
   *
   * @param scope the owner of the result
   * @param pixels uint8 (H, W, 3)
   * @param mirrored whether left and right change places
   * @return float32 (3, H, W), 0 to 1
   */
  public NDArray picture(NDManager scope, NDArray pixels, boolean mirrored) {
    return call(scope, mirrored ? "mirrored_picture" : "picture", pixels);
  }

  /**
   * Casts to another precision; a no-op where the dtype is that already.
   *
   * @param scope the owner of the result
   * @param x any floating array
   * @param precision the wanted dtype
   * @return the values of {@code x}
   */
  public NDArray cast(NDManager scope, NDArray x, Precision precision) {
    String method = precision == Precision.BF16 ? "to_bfloat16" : "to_float32";
    return module.call(scope, method, x).head();
  }

  /**
   * Lays an array out with its channels innermost, where convolutions are fastest on CPUs.
   *
   * @param scope the owner of the result
   * @param x (N, C, H, W)
   * @return the same values and shape
   */
  public NDArray channelsLast(NDManager scope, NDArray x) {
    return call(scope, "channels_last", x);
  }

  /** What a convolution unit does after its norm. */
  public enum After {
    /** Nothing. */
    NOTHING(""),
    /** A ReLU. */
    RELU("_relu"),
    /** The sum with a residual, then a ReLU. */
    ADD_RELU("_add_relu");

    private final String suffix;

    After(String suffix) {
      this.suffix = suffix;
    }
  }

  /**
   * What a convolution unit works on.
   *
   * @param x (N, C, H, W)
   * @param weight (C', C / groups, k, k), float32
   * @param geometry stride, padding, dilation, groups, from {@link #integers}
   * @param after what follows the norm
   * @param residual what is added to (N, C', H', W'); null unless {@link After#ADD_RELU}
   */
  public record Unit(NDArray x, NDArray weight, NDArray geometry, After after, NDArray residual) {

    /** Checks that a residual is given where one is added. */
    public Unit {
      if ((after == After.ADD_RELU) != (residual != null)) {
        throw new IllegalArgumentException("a residual belongs to ADD_RELU alone, got " + after);
      }
    }
  }

  /**
   * Convolution and bias.
   *
   * @param scope the owner of the result
   * @param unit the convolution and what follows
   * @param bias float32 (C')
   * @return (N, C', H', W')
   */
  public NDArray convBias(NDManager scope, Unit unit, NDArray bias) {
    return unit(scope, "conv_bias", unit, List.of(bias));
  }

  /**
   * Convolution and batch norm over this batch; momentum 0.1, as PyTorch counts it.
   *
   * @param scope the owner of the result
   * @param unit the convolution and what follows
   * @param gamma float32 (C')
   * @param beta float32 (C')
   * @param statistics running mean and variance, float32 (C'), and the int64 count of batches;
   *     updated in place
   * @param eps what is added to the variance
   * @return (N, C', H', W')
   */
  public NDArray convBatchTrain(
      NDManager scope,
      Unit unit,
      NDArray gamma,
      NDArray beta,
      List<NDArray> statistics,
      double eps) {
    List<NDArray> arrays = new ArrayList<>(List.of(gamma, beta));
    arrays.addAll(statistics);
    arrays.add(number(eps));
    return unit(scope, "conv_batch_train", unit, arrays);
  }

  /**
   * Convolution and batch norm by running statistics, which stay as they are. The norm is folded
   * into the convolution: differences of rounding apart, the result is that of one after the other.
   *
   * @param scope the owner of the result
   * @param unit the convolution and what follows
   * @param gamma float32 (C')
   * @param beta float32 (C')
   * @param statistics running mean and variance, float32 (C')
   * @param eps what is added to the variance
   * @return (N, C', H', W')
   */
  public NDArray convBatch(
      NDManager scope,
      Unit unit,
      NDArray gamma,
      NDArray beta,
      List<NDArray> statistics,
      double eps) {
    List<NDArray> arrays = new ArrayList<>(List.of(gamma, beta));
    arrays.addAll(statistics);
    arrays.add(number(eps));
    return unit(scope, "conv_batch", unit, arrays);
  }

  /**
   * Convolution and group norm.
   *
   * @param scope the owner of the result
   * @param unit the convolution and what follows
   * @param gamma float32 (C')
   * @param beta float32 (C')
   * @param groups groups of channels; divides C'
   * @param eps what is added to the variance
   * @return (N, C', H', W')
   */
  public NDArray convGroup(
      NDManager scope, Unit unit, NDArray gamma, NDArray beta, int groups, double eps) {
    return unit(scope, "conv_group", unit, List.of(gamma, beta, number(groups), number(eps)));
  }

  private NDArray unit(NDManager scope, String norm, Unit unit, List<NDArray> arrays) {
    List<NDArray> arguments = new ArrayList<>(10);
    arguments.addAll(List.of(unit.x, unit.weight, unit.geometry));
    arguments.addAll(arrays);
    if (unit.residual != null) {
      arguments.add(unit.residual);
    }
    return call(scope, norm + unit.after.suffix, arguments.toArray(NDArray[]::new));
  }

  /**
   * Weight standardization (arXiv 1903.10520).
   *
   * @param scope the owner of the result
   * @param weight float32 (C', C, k, k)
   * @return the same shape; each output channel has mean 0 and deviation 1
   */
  public NDArray standardize(NDManager scope, NDArray weight) {
    return call(scope, "standardize", weight);
  }

  /**
   * The 3x3 max pooling of stride 2 and padding 1 in the ImageNet stem.
   *
   * @param scope the owner of the result
   * @param x (N, C, H, W)
   * @return (N, C, ceil(H / 2), ceil(W / 2))
   */
  public NDArray maxPool(NDManager scope, NDArray x) {
    return call(scope, "max_pool", x);
  }

  /**
   * The mean over height and width.
   *
   * @param scope the owner of the result
   * @param x (N, C, H, W)
   * @return float32 (N, C)
   */
  public NDArray averagePool(NDManager scope, NDArray x) {
    return call(scope, "average_pool", x);
  }

  /**
   * A fully connected layer.
   *
   * @param scope the owner of the result
   * @param x (N, inputs)
   * @param weight float32 (outputs, inputs)
   * @param bias float32 (outputs)
   * @return (N, outputs)
   */
  public NDArray linear(NDManager scope, NDArray x, NDArray weight, NDArray bias) {
    return call(scope, "linear", x, weight, bias);
  }

  /**
   * A fully connected layer and a ReLU.
   *
   * @param scope the owner of the result
   * @param x (N, inputs)
   * @param weight float32 (outputs, inputs)
   * @param bias float32 (outputs)
   * @return (N, outputs)
   */
  public NDArray linearRelu(NDManager scope, NDArray x, NDArray weight, NDArray bias) {
    return call(scope, "linear_relu", x, weight, bias);
  }

  /**
   * Mean cross entropy.
   *
   * @param scope the owner of the result
   * @param logits float32 (N, K)
   * @param labels int64 (N), 0 to K - 1: checked by the caller, because libtorch aborts
   * @param smoothing share of each target spread over all classes, 0 to below 1
   * @return a float32 scalar
   */
  public NDArray crossEntropy(NDManager scope, NDArray logits, NDArray labels, double smoothing) {
    return call(scope, "cross_entropy", logits, labels, number(smoothing));
  }

  /**
   * How many classes come before the true one, by logit and, where equal, by index.
   *
   * @param scope the owner of the result
   * @param logits float32 (N, K)
   * @param labels int64 (N), 0 to K - 1
   * @return int64 (N), 0 where the label has the largest logit; huge where its logit is NaN
   */
  public NDArray rankOfLabel(NDManager scope, NDArray logits, NDArray labels) {
    return call(scope, "rank_of_label", logits, labels);
  }

  /**
   * Copies arrays, all in one native call.
   *
   * @param from what is copied
   * @param to where to, in the same order, of the same shapes
   */
  public void copy(List<NDArray> from, List<NDArray> to) {
    module.run("copy_all", ScriptModule.list(from), ScriptModule.list(to)).close();
  }

  /** Calls a kernel with one result by its name in {@code kernels.py}. */
  NDArray call(NDManager scope, String method, NDArray... arguments) {
    return module.call(scope, method, arguments).head();
  }

  /**
   * Returns a number as an array that kernels take where they need a scalar.
   *
   * @param value the number
   * @return a float64 scalar on the CPU, shared and never to be closed
   */
  public NDArray number(double value) {
    return numbers.computeIfAbsent(
        value,
        v -> constants.create(new double[] {v}, new Shape()).toType(DataType.FLOAT64, false));
  }

  /**
   * Returns whole numbers as an array that kernels take where they need several of them.
   *
   * @param values the numbers
   * @return an int64 vector on the CPU, shared and never to be closed
   */
  public NDArray integers(long... values) {
    List<Long> key = Arrays.stream(values).boxed().toList();
    return integers.computeIfAbsent(key, k -> constants.create(values));
  }
}
