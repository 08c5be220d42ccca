package io.finetune.image;

import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * Cuts a box of random area and aspect ratio at a random place and resizes it to a square
 * (Inception's training crop). The box is drawn as torchvision draws it: up to ten attempts with a
 * uniform share of the area and a log-uniform ratio, then the largest centred box of a legal ratio.
 *
 * @param size side of the result, in pixels
 * @param minScale smallest share of the image's area, above 0
 * @param maxScale largest share of the image's area
 * @param minRatio smallest width / height
 * @param maxRatio largest width / height
 */
public record RandomResizedCrop(
    int size, double minScale, double maxScale, double minRatio, double maxRatio)
    implements Transform {

  private static final int ATTEMPTS = 10;

  /** Requires ordered, positive ranges. */
  public RandomResizedCrop {
    if (size < 1
        || !(minScale > 0 && minScale <= maxScale)
        || !(minRatio > 0 && minRatio <= maxRatio)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "random resized crop needs size >= 1, 0 < min <= max; got size %d, scale %s-%s,"
                  + " ratio %s-%s",
              size,
              minScale,
              maxScale,
              minRatio,
              maxRatio));
    }
  }

  /** The usual ranges: 8 % to 100 % of the area, ratios 3/4 to 4/3. */
  public RandomResizedCrop(int size) {
    this(size, 0.08, 1.0, 3.0 / 4, 4.0 / 3);
  }

  /** Part of an image: first row and column, rows and columns. */
  record Box(int top, int left, int height, int width) {}

  @Override
  public RgbImage apply(RgbImage image, RandomGenerator random) {
    Box box = box(image.height(), image.width(), random);
    RgbImage part = image.crop(box.top(), box.left(), box.height(), box.width());
    RgbImage resized = Resampling.resize(part, size, size);
    if (resized != part) {
      part.close();
    }
    return resized;
  }

  Box box(int height, int width, RandomGenerator random) {
    double area = (double) height * width;
    for (int i = 0; i < ATTEMPTS; i++) {
      double target = area * (minScale + (maxScale - minScale) * random.nextDouble());
      double logRange = Math.log(maxRatio) - Math.log(minRatio);
      double ratio = Math.exp(Math.log(minRatio) + logRange * random.nextDouble());
      double w = Math.sqrt(target * ratio);
      double h = Math.sqrt(target / ratio);
      // Compared before rounding, and places drawn as fractions, so that an image decoded smaller
      // takes the same attempt and gives the same part.
      if (w <= width && h <= height) {
        int columns = (int) Math.max(1, Math.rint(w));
        int rows = (int) Math.max(1, Math.rint(h));
        int top = (int) (random.nextDouble() * (height - rows + 1));
        int left = (int) (random.nextDouble() * (width - columns + 1));
        return new Box(top, left, rows, columns);
      }
    }
    return largestCentred(height, width);
  }

  private Box largestCentred(int height, int width) {
    double ratio = (double) width / height;
    int h = height;
    int w = width;
    if (ratio < minRatio) {
      h = (int) Math.max(1, Math.rint(width / minRatio));
    } else if (ratio > maxRatio) {
      w = (int) Math.max(1, Math.rint(height * maxRatio));
    }
    return new Box((height - h) / 2, (width - w) / 2, h, w);
  }

  @Override
  public int reduction(int height, int width, RandomGenerator random) {
    // The crop's own size is enough: a training crop gains more from speed than from the last level
    // of likeness to a crop of the full image.
    Box box = box(height, width, random);
    return Math.max(1, Math.min(box.height(), box.width()) / size);
  }

  @Override
  public String describe() {
    return String.format(
        Locale.ROOT,
        "random resized crop %d (area %.3g-%.3g, ratio %.3g-%.3g)",
        size,
        minScale,
        maxScale,
        minRatio,
        maxRatio);
  }
}
