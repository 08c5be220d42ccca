package io.finetune.image;

import java.util.random.RandomGenerator;

/**
 * Resizes to given sides whatever the aspect ratio.
 *
 * @param height rows
 * @param width columns
 */
public record ResizeExact(int height, int width) implements Resizing {

  /** Requires positive sides. */
  public ResizeExact {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "a side has at least 1 pixel, not " + height + "x" + width);
    }
  }

  @Override
  public RgbImage apply(RgbImage image, RandomGenerator random) {
    return Resampling.resize(image, height, width);
  }

  @Override
  public int reduction(int imageHeight, int imageWidth, RandomGenerator random) {
    // Twice the size at least is decoded: evaluation goes this way, and stays close to the full
    // one.
    return Math.max(1, Math.min(imageHeight / (2 * height), imageWidth / (2 * width)));
  }

  @Override
  public String describe() {
    return "resize to " + height + "x" + width;
  }
}
