package io.finetune.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.finetune.data.Batch;
import io.finetune.image.Preprocessing;
import io.finetune.kernel.Kernels;
import io.finetune.kernel.Precision;
import java.util.List;

/**
 * Brings batches to the device: one copy of the bytes, then (pixel / 255 - mean) / std and the cast
 * there.
 */
public final class Normalizer implements AutoCloseable {

  private final NDManager manager;
  private final Kernels kernels;
  private final Precision precision;
  private final NDArray scale;
  private final NDArray shift;

  /**
   * Constructs a normalizer.
   *
   * @param device where the batches go
   * @param mean per channel R, G, B, in units of the full pixel range
   * @param std per channel R, G, B, in the same units
   * @param precision the dtype in which the network computes
   */
  public Normalizer(Device device, float[] mean, float[] std, Precision precision) {
    manager = NDManager.newBaseManager(device, "PyTorch");
    kernels = Kernels.on(device);
    this.precision = precision;
    float[] factors = new float[3];
    float[] offsets = new float[3];
    for (int i = 0; i < 3; i++) {
      factors[i] = 1 / (255 * std[i]);
      offsets[i] = mean[i] / std[i];
    }
    Shape shape = new Shape(1, 3, 1, 1);
    scale = manager.create(factors, shape);
    shift = manager.create(offsets, shape);
  }

  /**
   * Constructs the normalizer of a model.
   *
   * @param device where the batches go
   * @param preprocessing what the model is used to
   * @param precision the dtype in which the network computes
   * @return the normalizer; the caller closes it
   */
  public static Normalizer of(Device device, Preprocessing preprocessing, Precision precision) {
    return new Normalizer(
        device, floats(preprocessing.mean()), floats(preprocessing.std()), precision);
  }

  private static float[] floats(List<Float> values) {
    float[] array = new float[values.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = values.get(i);
    }
    return array;
  }

  /**
   * Moves a batch to the device.
   *
   * @param scope the owner of the images
   * @param batch the batch on the host; closed by this call
   * @param <T> the type of its targets
   * @return the batch on the device
   */
  public <T> DeviceBatch<T> apply(NDManager scope, Batch<T> batch) {
    Shape shape = new Shape(batch.size(), batch.height(), batch.width(), 3);
    // On the CPU the array shares the batch's memory, so the batch closes after it was read.
    try (batch;
        NDArray pixels = scope.create(batch.pixels(), shape, DataType.UINT8)) {
      NDArray images = kernels.normalize(scope, pixels, scale, shift, precision);
      return new DeviceBatch<>(images, batch.targets(), batch.ids(), batch.seeds());
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
