package io.finetune.export;

import io.finetune.image.Preprocessing;
import io.finetune.image.RgbImage;
import java.util.List;

/**
 * Images of a formula, by which two networks are compared: smooth waves and a texture, different in
 * every channel and image.
 *
 * @param count how many images
 * @param height rows
 * @param width columns
 */
record Probe(int count, int height, int width) {

  /** Two batches, so that a batch size that was fixed by mistake shows. */
  static List<Probe> of(Preprocessing preprocessing) {
    int height = preprocessing.height();
    int width = preprocessing.width();
    return List.of(new Probe(1, height, width), new Probe(3, height, width));
  }

  private static int value(int image, int channel, int y, int x) {
    double waves = Math.sin(0.05 * (image + 1) * x + 0.9 * channel) * Math.cos(0.07 * y - image);
    double texture = Math.sin(0.0021 * x * y + 0.5 * x - 0.3 * y + channel);
    return (int) Math.round(127.5 + 80 * waves + 47 * texture);
  }

  /** Uint8 (N, 3, H, W). */
  byte[] pixels() {
    byte[] pixels = new byte[count * 3 * height * width];
    int i = 0;
    for (int n = 0; n < count; n++) {
      for (int c = 0; c < 3; c++) {
        for (int y = 0; y < height; y++) {
          for (int x = 0; x < width; x++) {
            pixels[i++] = (byte) value(n, c, y, x);
          }
        }
      }
    }
    return pixels;
  }

  /** Float32 (N, 3, H, W), as the network was trained on. */
  float[] normalized(Preprocessing preprocessing) {
    return normalized(pixels(), height * width, preprocessing);
  }

  /** Float32 (1, 3, H, W) of an image of any size. */
  static float[] normalized(RgbImage image, Preprocessing preprocessing) {
    byte[] hwc = image.toHwc();
    int plane = image.height() * image.width();
    byte[] chw = new byte[hwc.length];
    for (int i = 0; i < hwc.length; i++) {
      chw[i % 3 * plane + i / 3] = hwc[i];
    }
    return normalized(chw, plane, preprocessing);
  }

  private static float[] normalized(byte[] pixels, int plane, Preprocessing preprocessing) {
    float[] values = new float[pixels.length];
    for (int i = 0; i < values.length; i++) {
      int channel = i / plane % 3;
      float mean = preprocessing.mean().get(channel);
      values[i] = ((pixels[i] & 0xFF) / 255f - mean) / preprocessing.std().get(channel);
    }
    return values;
  }

  /** The first image, as a decoder would give it; the caller closes it. */
  RgbImage image() {
    byte[] pixels = new byte[3 * height * width];
    int i = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < 3; c++) {
          pixels[i++] = (byte) value(0, c, y, x);
        }
      }
    }
    return RgbImage.of(height, width, pixels);
  }
}
