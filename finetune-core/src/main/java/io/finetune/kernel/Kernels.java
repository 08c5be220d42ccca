package io.finetune.kernel;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
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
   * Calls a kernel with one result by name.
   *
   * @param scope the owner of the result
   * @param method the kernel's name in {@code kernels.py}
   * @param arguments its arguments
   * @return its result
   */
  public NDArray call(NDManager scope, String method, NDArray... arguments) {
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
