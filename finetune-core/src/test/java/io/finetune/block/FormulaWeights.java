package io.finetune.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;

/** The weights and inputs with which the reference computed the fixtures; see their README. */
public final class FormulaWeights {

  private static final int MODULUS = 4091;

  private FormulaWeights() {}

  /** Fills every parameter and buffer of a layer by its name. */
  public static void fill(Layer layer) {
    for (Map.Entry<String, NDArray> entry : layer.state().entrySet()) {
      NDArray array = entry.getValue();
      if (array.getDataType() == DataType.FLOAT32) {
        array.set(values(entry.getKey(), array.getShape()));
      }
    }
  }

  private static float[] values(String name, Shape shape) {
    boolean norm = name.matches(".*(bn\\d|downsample\\.1)\\.[a-z_]+$");
    double base = norm && name.matches(".*(weight|running_var)$") ? 1 : 0;
    double scale = norm ? 0.1 : 0.01;
    if (shape.dimension() >= 2) {
      scale = Math.sqrt(3.0 / shape.slice(1).size());
    }
    CRC32 crc = new CRC32();
    crc.update(name.getBytes(StandardCharsets.UTF_8));
    float[] values = new float[(int) shape.size()];
    for (int i = 0; i < values.length; i++) {
      long q = (i * 37L + crc.getValue()) % MODULUS;
      long v = q * q * q % MODULUS;
      values[i] = (float) (base + scale * ((v - 2045) / 2045.0));
    }
    return values;
  }

  /** The classification input (n, 3, h, w). */
  public static NDArray classificationInput(NDManager manager, int n, int h, int w) {
    float[] x = new float[n * 3 * h * w];
    int i = 0;
    for (int b = 0; b < n; b++) {
      for (int c = 0; c < 3; c++) {
        for (int y = 0; y < h; y++) {
          for (int u = 0; u < w; u++) {
            x[i++] = (float) Math.sin(0.37 * (b + 1) * u + 0.23 * (c + 1) * y + 0.9 * c + 1.7 * b);
          }
        }
      }
    }
    return manager.create(x, new Shape(n, 3, h, w));
  }
}
