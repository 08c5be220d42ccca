package io.finetune.image;

import java.util.random.RandomGenerator;

/**
 * Resizes so that the shorter side has a given length and the aspect ratio stays: the longer side
 * becomes {@code floor(size * longer / shorter)}, as in torchvision.
 *
 * @param size the shorter side, in pixels
 */
public record Resize(int size) implements Resizing {

  /** Requires a positive size. */
  public Resize {
    if (size < 1) {
      throw new IllegalArgumentException("a side has at least 1 pixel, not " + size);
    }
  }

  @Override
  public RgbImage apply(RgbImage image, RandomGenerator random) {
    int height = image.height();
    int width = image.width();
    return height <= width
        ? Resampling.resize(image, size, longer(width, height))
        : Resampling.resize(image, longer(height, width), size);
  }

  private long longer(int longer, int shorter) {
    return (long) size * longer / shorter;
  }

  @Override
  public int reduction(int height, int width, RandomGenerator random) {
    // Twice the size at least is decoded: evaluation goes this way, and stays close to the full
    // one.
    return Math.max(1, Math.min(height, width) / (2 * size));
  }

  @Override
  public String describe() {
    return "resize shorter side to " + size;
  }
}
