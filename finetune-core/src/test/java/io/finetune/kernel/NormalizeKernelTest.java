package io.finetune.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class NormalizeKernelTest {

  private static final float[] SCALE = {0.017f, 0.0175f, 0.0174f};
  private static final float[] SHIFT = {2.1179f, 2.0357f, 1.8044f};

  @Test
  void normalisingIsOneProductAndOneDifferenceOfEveryPixel() {
    int batch = 2;
    int height = 5;
    int width = 7;
    ByteBuffer pixels = ByteBuffer.allocateDirect(batch * height * width * 3);
    for (int i = 0; i < pixels.capacity(); i++) {
      pixels.put(i, (byte) (i * 37));
    }
    float[] expected = new float[pixels.capacity()];
    int plane = height * width;
    for (int i = 0; i < pixels.capacity(); i++) {
      int channel = i % 3;
      int at = (i / 3 / plane * 3 + channel) * plane + i / 3 % plane;
      expected[at] = (pixels.get(i) & 0xFF) * SCALE[channel] - SHIFT[channel];
    }
    try (NDManager scope = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      Shape channels = new Shape(1, 3, 1, 1);
      NDArray images =
          Kernels.on(Device.cpu())
              .normalize(
                  scope,
                  scope.create(pixels, new Shape(batch, height, width, 3), DataType.UINT8),
                  scope.create(SCALE, channels),
                  scope.create(SHIFT, channels),
                  Precision.FP32);
      assertEquals(new Shape(batch, 3, height, width), images.getShape());
      assertArrayEquals(expected, images.toFloatArray(), 0);
    }
  }
}
