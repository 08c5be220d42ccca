package io.finetune.report;

import io.finetune.image.ImageDecoder;
import io.finetune.image.ImageSource;
import io.finetune.image.ResizeExact;
import io.finetune.image.RgbImage;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.SplittableRandom;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Images as AWT draws on them, from whatever the toolkit decodes, and to PNG files. */
public final class Pictures {

  /** How many times an image is enlarged at most: more would show nothing but its blur. */
  private static final double MOST_ENLARGED = 5;

  private static final float JPEG_QUALITY = 0.85f;

  private Pictures() {}

  /**
   * Copies an image.
   *
   * @param image the image, which stays open
   * @return a picture of the same size to draw on
   */
  public static BufferedImage of(RgbImage image) {
    int width = image.width();
    byte[] hwc = image.toHwc();
    BufferedImage picture = new BufferedImage(width, image.height(), BufferedImage.TYPE_INT_RGB);
    int[] row = new int[width];
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < width; x++) {
        int at = 3 * (y * width + x);
        row[x] = (hwc[at] & 0xFF) << 16 | (hwc[at + 1] & 0xFF) << 8 | (hwc[at + 2] & 0xFF);
      }
      picture.setRGB(0, y, width, 1, row, 0, width);
    }
    return picture;
  }

  /**
   * Reads an image as large as fits, with its aspect ratio; small ones are enlarged up to five
   * times.
   *
   * @param source where the image comes from
   * @param maxHeight rows there are
   * @param maxWidth columns there are
   * @return a picture no larger than that
   * @throws io.finetune.DataException if the image cannot be read or decoded
   */
  public static BufferedImage fit(ImageSource source, int maxHeight, int maxWidth) {
    try (RgbImage image = ImageDecoder.decode(source)) {
      double space =
          Math.min((double) maxHeight / image.height(), (double) maxWidth / image.width());
      double scale = Math.min(MOST_ENLARGED, space);
      int height = Math.max(1, (int) Math.round(scale * image.height()));
      int width = Math.max(1, (int) Math.round(scale * image.width()));
      RgbImage fitted = new ResizeExact(height, width).apply(image, new SplittableRandom(0));
      if (fitted == image) {
        return of(image);
      }
      try (fitted) {
        return of(fitted);
      }
    }
  }

  /**
   * Writes a PNG file; a file of that name is replaced once the new one is complete.
   *
   * @param picture what to write
   * @param file where; its folder is made if it is not there
   * @throws io.finetune.FinetuneException if it cannot be written
   */
  public static void write(BufferedImage picture, Path file) {
    WholeFile.write(file, out -> ImageIO.write(picture, "png", out));
  }

  /**
   * Writes a JPEG file of a quality that does not show; a file of that name is replaced once the
   * new one is complete.
   *
   * @param picture what to write, without transparency
   * @param file where; its folder is made if it is not there
   * @throws io.finetune.FinetuneException if it cannot be written
   */
  public static void writeJpeg(BufferedImage picture, Path file) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam settings = writer.getDefaultWriteParam();
    settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    settings.setCompressionQuality(JPEG_QUALITY);
    try {
      WholeFile.write(
          file,
          out -> {
            try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
              writer.setOutput(stream);
              writer.write(null, new IIOImage(picture, null, null), settings);
            }
          });
    } finally {
      writer.dispose();
    }
  }
}
