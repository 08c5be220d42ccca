package io.finetune.image;

import java.util.Locale;
import java.util.random.RandomGenerator;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * Pads every side with zeros and cuts a square at a random place: the usual augmentation for CIFAR.
 *
 * @param size side of the square, in pixels
 * @param padding pixels added on each side
 */
public record PadAndCrop(int size, int padding) implements Transform {

  /** Requires a positive size and a padding of at least zero. */
  public PadAndCrop {
    if (size < 1 || padding < 0) {
      throw new IllegalArgumentException(
          "pad-and-crop needs size >= 1 and padding >= 0, not " + size + " and " + padding);
    }
  }

  @Override
  public RgbImage apply(RgbImage image, RandomGenerator random) {
    int rangeY = image.height() + 2 * padding - size;
    int rangeX = image.width() + 2 * padding - size;
    if (rangeY < 0 || rangeX < 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "an image of %dx%d padded by %d is smaller than the crop of %d; resize it first",
              image.height(),
              image.width(),
              padding,
              size));
    }
    int top = random.nextInt(rangeY + 1) - padding;
    int left = random.nextInt(rangeX + 1) - padding;
    return window(image, top, left);
  }

  /** Cuts the square that starts at (top, left) and may reach over the edges, where it is black. */
  private RgbImage window(RgbImage image, int top, int left) {
    int y0 = Math.max(top, 0);
    int x0 = Math.max(left, 0);
    int y1 = Math.min(top + size, image.height());
    int x1 = Math.min(left + size, image.width());
    try (Scalar black = new Scalar(0.0)) {
      Mat square = new Mat(size, size, opencv_core.CV_8UC3, black);
      if (y1 > y0 && x1 > x0) {
        try (RgbImage part = image.crop(y0, x0, y1 - y0, x1 - x0);
            Rect place = new Rect(x0 - left, y0 - top, x1 - x0, y1 - y0);
            Mat target = new Mat(square, place)) {
          part.mat().copyTo(target);
        }
      }
      return new RgbImage(square);
    }
  }

  @Override
  public String describe() {
    return "pad " + padding + ", random crop " + size;
  }
}
