package io.finetune.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
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
        fill(array, period(entry.getKey(), array.getShape()));
      }
    }
  }

  /** Repeats the values of a period, in the engine's memory: the formula repeats itself. */
  private static void fill(NDArray array, float[] period) {
    long size = array.size();
    try (NDManager scope = array.getManager().newSubManager()) {
      NDArray repeated = scope.create(period).tile((size + MODULUS - 1) / MODULUS);
      repeated.get(new NDIndex("0:" + size)).reshape(array.getShape()).copyTo(array);
    }
  }

  private static float[] period(String name, Shape shape) {
    boolean norm = name.matches(".*(bn\\d|downsample\\.1|\\d\\.1)\\.[a-z_]+$");
    double base = norm && name.matches(".*(weight|running_var)$") ? 1 : 0;
    double scale = norm ? 0.1 : 0.01;
    if (shape.dimension() >= 2) {
      scale = Math.sqrt(3.0 / shape.slice(1).size());
    }
    long crc = crc(name);
    float[] values = new float[MODULUS];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (base + scale * fraction(crc, i));
    }
    return values;
  }

  private static long crc(String name) {
    CRC32 crc = new CRC32();
    crc.update(name.getBytes(StandardCharsets.UTF_8));
    return crc.getValue();
  }

  private static double fraction(long crc, int i) {
    long q = (i * 37L + crc) % MODULUS;
    long v = q * q * q % MODULUS;
    return (v - 2045) / 2045.0;
  }

  /** An input of the formula's fractions, in [-1, 1]. */
  public static NDArray fractions(NDManager manager, String name, long... shape) {
    float[] values = new float[(int) new Shape(shape).size()];
    long crc = crc(name);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) fraction(crc, i);
    }
    return manager.create(values, new Shape(shape));
  }

  /** Image k for a detector, (3, h, w), values of 0 to 1. */
  public static NDArray detectionImage(NDManager manager, int k, int h, int w) {
    float[] pixels = new float[3 * h * w];
    int i = 0;
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < h; y++) {
        for (int x = 0; x < w; x++) {
          double waves = Math.sin(0.13 * x + 0.9 * c + k) * Math.cos(0.11 * y - 0.4 * c);
          double chirp = Math.sin(0.0017 * x * y + 0.031 * (x - y) + 0.5 * k);
          pixels[i++] = (float) (0.5 + 0.3 * waves + 0.2 * chirp);
        }
      }
    }
    return manager.create(pixels, new Shape(3, h, w));
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
