package io.finetune.image;

import java.util.Locale;
import java.util.random.RandomGenerator;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * Changes brightness, contrast, saturation and hue by random amounts in random order, with
 * torchvision's definitions: the first three blend the image with black, with its mean gray and
 * with its own grayscale version by a factor uniform in {@code [max(0, 1 - x), 1 + x]}; the hue
 * turns by a share of the circle uniform in {@code [-hue, hue]}.
 *
 * @param brightness at least 0; 0 leaves it alone, as below
 * @param contrast at least 0
 * @param saturation at least 0
 * @param hue from 0 to 0.5
 */
public record ColorJitter(double brightness, double contrast, double saturation, double hue)
    implements Transform {

  /** Requires the ranges above. */
  public ColorJitter {
    if (!(brightness >= 0 && contrast >= 0 && saturation >= 0 && hue >= 0 && hue <= 0.5)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "colour jitter needs amounts >= 0 and hue <= 0.5, not %s, %s, %s and %s",
              brightness,
              contrast,
              saturation,
              hue));
    }
  }

  private enum Change {
    BRIGHTNESS,
    CONTRAST,
    SATURATION,
    HUE
  }

  @Override
  public RgbImage apply(RgbImage image, RandomGenerator random) {
    Change[] order = Change.values();
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      Change swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    RgbImage current = image;
    for (Change change : order) {
      RgbImage next = change(current, change, random.nextDouble());
      if (next != current && current != image) {
        current.close();
      }
      current = next;
    }
    return current;
  }

  private RgbImage change(RgbImage image, Change change, double draw) {
    return switch (change) {
      case BRIGHTNESS -> brightness == 0 ? image : brighten(image, factor(brightness, draw));
      case CONTRAST -> contrast == 0 ? image : contrast(image, factor(contrast, draw));
      case SATURATION -> saturation == 0 ? image : saturate(image, factor(saturation, draw));
      case HUE -> hue == 0 ? image : turnHue(image, hue * (2 * draw - 1));
    };
  }

  private static double factor(double amount, double draw) {
    double low = Math.max(0, 1 - amount);
    return low + draw * (1 + amount - low);
  }

  static RgbImage brighten(RgbImage image, double factor) {
    return scale(image, factor, 0);
  }

  static RgbImage contrast(RgbImage image, double factor) {
    try (Mat gray = new Mat()) {
      opencv_imgproc.cvtColor(image.mat(), gray, opencv_imgproc.COLOR_RGB2GRAY);
      try (Scalar mean = opencv_core.mean(gray)) {
        return scale(image, factor, (1 - factor) * Math.rint(mean.get(0)));
      }
    }
  }

  private static RgbImage scale(RgbImage image, double factor, double offset) {
    Mat changed = new Mat();
    image.mat().convertTo(changed, opencv_core.CV_8UC3, factor, offset);
    return new RgbImage(changed);
  }

  static RgbImage saturate(RgbImage image, double factor) {
    try (Mat gray = new Mat();
        Mat grayRgb = new Mat()) {
      opencv_imgproc.cvtColor(image.mat(), gray, opencv_imgproc.COLOR_RGB2GRAY);
      opencv_imgproc.cvtColor(gray, grayRgb, opencv_imgproc.COLOR_GRAY2RGB);
      Mat changed = new Mat();
      opencv_core.addWeighted(image.mat(), factor, grayRgb, 1 - factor, 0, changed);
      return new RgbImage(changed);
    }
  }

  static RgbImage turnHue(RgbImage image, double share) {
    byte[] table = new byte[3 * 256];
    int turn = (int) Math.rint(share * 256);
    for (int i = 0; i < 256; i++) {
      table[3 * i] = (byte) (i + turn); // hue is a circle of 256 steps: the overflow is wanted
      table[3 * i + 1] = (byte) i;
      table[3 * i + 2] = (byte) i;
    }
    try (BytePointer bytes = new BytePointer(table);
        Mat lookup = new Mat(1, 256, opencv_core.CV_8UC3, bytes);
        Mat hsv = new Mat();
        Mat turned = new Mat()) {
      opencv_imgproc.cvtColor(image.mat(), hsv, opencv_imgproc.COLOR_RGB2HSV_FULL);
      opencv_core.LUT(hsv, lookup, turned);
      Mat changed = new Mat();
      opencv_imgproc.cvtColor(turned, changed, opencv_imgproc.COLOR_HSV2RGB_FULL);
      return new RgbImage(changed);
    }
  }

  @Override
  public String describe() {
    return String.format(
        Locale.ROOT,
        "colour jitter (brightness %.3g, contrast %.3g, saturation %.3g, hue %.3g)",
        brightness,
        contrast,
        saturation,
        hue);
  }
}
