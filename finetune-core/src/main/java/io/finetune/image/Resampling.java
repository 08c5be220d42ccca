package io.finetune.image;

import io.finetune.DataException;
import java.util.Locale;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * The one way images change size here: an axis that shrinks is averaged over the area each new
 * pixel covers ({@code INTER_AREA}, free of aliasing), an axis that grows is interpolated linearly
 * ({@code INTER_LINEAR}).
 */
final class Resampling {

  /** The name under which this rule is stored with a checkpoint. */
  static final String NAME = "area-shrink-linear-enlarge";

  private Resampling() {}

  /**
   * Returns the image at another size, or itself if it has that size.
   *
   * @throws DataException if it would have more than {@link ImageDecoder#MAX_PIXELS} pixels: a line
   *     of one pixel by a thousand, enlarged to a short side of 500, has half a billion
   */
  static RgbImage resize(RgbImage image, long toHeight, long toWidth) {
    if (toHeight > ImageDecoder.MAX_PIXELS / toWidth) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "An image of %dx%d pixels (height x width) would be enlarged to %dx%d, the limit is"
                  + " %d pixels in all; cut it to a usual shape or remove it.",
              image.height(),
              image.width(),
              toHeight,
              toWidth,
              ImageDecoder.MAX_PIXELS));
    }
    int height = (int) toHeight;
    int width = (int) toWidth;
    if (image.height() == height && image.width() == width) {
      return image;
    }
    int shrunkHeight = Math.min(image.height(), height);
    int shrunkWidth = Math.min(image.width(), width);
    boolean shrinks = shrunkHeight < image.height() || shrunkWidth < image.width();
    boolean grows = shrunkHeight < height || shrunkWidth < width;
    if (!shrinks) {
      return step(image, height, width, opencv_imgproc.INTER_LINEAR);
    }
    RgbImage shrunk = step(image, shrunkHeight, shrunkWidth, opencv_imgproc.INTER_AREA);
    if (!grows) {
      return shrunk;
    }
    try (shrunk) {
      return step(shrunk, height, width, opencv_imgproc.INTER_LINEAR);
    }
  }

  private static RgbImage step(RgbImage image, int height, int width, int interpolation) {
    Mat resized = new Mat();
    try (Size size = new Size(width, height)) {
      opencv_imgproc.resize(image.mat(), resized, size, 0, 0, interpolation);
    }
    return new RgbImage(resized);
  }
}
