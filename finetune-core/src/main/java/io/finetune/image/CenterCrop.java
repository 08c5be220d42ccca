package io.finetune.image;

import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * Cuts the middle out of an image.
 *
 * @param height rows to keep
 * @param width columns to keep
 */
public record CenterCrop(int height, int width) implements Transform {

  /** Requires positive sides. */
  public CenterCrop {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "a crop has at least 1 pixel, not " + height + "x" + width);
    }
  }

  /** A square crop. */
  public CenterCrop(int size) {
    this(size, size);
  }

  @Override
  public RgbImage apply(RgbImage image, RandomGenerator random) {
    if (image.height() < height || image.width() < width) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "an image of %dx%d has no centre of %dx%d; resize it to at least that first",
              image.height(),
              image.width(),
              height,
              width));
    }
    if (image.height() == height && image.width() == width) {
      return image;
    }
    // Halves go to the even neighbour, as torchvision's Python rounds them.
    int top = (int) Math.rint((image.height() - height) / 2.0);
    int left = (int) Math.rint((image.width() - width) / 2.0);
    return image.crop(top, left, height, width);
  }

  @Override
  public String describe() {
    return "centre crop " + height + "x" + width;
  }
}
