package io.finetune.image;

import io.finetune.DataException;
import io.finetune.FileContent;
import io.finetune.image.ImageHeader.Format;
import io.finetune.image.ImageSource.EncodedBytes;
import io.finetune.image.ImageSource.EncodedFile;
import io.finetune.image.ImageSource.Generated;
import io.finetune.image.ImageSource.PixelLayout;
import io.finetune.image.ImageSource.RgbPixels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntBinaryOperator;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Decodes whatever a dataset holds to 8-bit RGB.
 *
 * <p>Grayscale, palette, 16-bit, alpha (dropped, as the usual training code does) and CMYK images
 * all come out as RGB, upright: the EXIF orientation is applied.
 */
public final class ImageDecoder {

  /**
   * Images that declare more pixels than this are refused before any of them is decoded: so many
   * fill half a gibibyte as RGB. It is the number from which Pillow warns of a decompression bomb.
   */
  public static final long MAX_PIXELS = 178_956_970;

  /** What an image may cost, in pixels times the scans that it takes to make them. */
  private static final long MAX_SCANNED_PIXELS = 10 * MAX_PIXELS;

  /** Larger files are not read: the largest image takes half of it where nothing is compressed. */
  private static final int MAX_FILE_BYTES = 1 << 30;

  static {
    OpenCv.load();
  }

  private ImageDecoder() {}

  /**
   * Decodes an image at its full size.
   *
   * @param source where the image comes from
   * @return the image; the caller closes it
   * @throws DataException if the source cannot be read, is no known or intact image, declares more
   *     than {@link #MAX_PIXELS} pixels, or is a JPEG of so many scans that it would take minutes;
   *     the message names the file where there is one
   */
  public static RgbImage decode(ImageSource source) {
    return decode(source, (height, width) -> 1);
  }

  /**
   * Decodes an image, possibly smaller.
   *
   * @param reduction given the stored height and width, how many times smaller both sides may be
   */
  static RgbImage decode(ImageSource source, IntBinaryOperator reduction) {
    if (source instanceof RgbPixels pixels) {
      return RgbImage.of(pixels.height(), pixels.width(), interleave(pixels));
    } else if (source instanceof Generated image) {
      return RgbImage.of(image.height(), image.width(), image.hwc().get());
    } else if (source instanceof EncodedFile file) {
      return decode(read(file.path()), name(source), reduction);
    }
    return decode(((EncodedBytes) source).bytes(), name(source), reduction);
  }

  /** Returns what to call an image in an error. */
  static String name(ImageSource source) {
    return source instanceof EncodedFile file
        ? "Image " + file.path().toAbsolutePath()
        : "The image";
  }

  /** Reads the file of an image as it is. */
  static byte[] read(Path path) {
    try {
      return FileContent.read(path, MAX_FILE_BYTES);
    } catch (IOException e) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "Image %s cannot be read (%s); restore the file or take it out of "
                  + "the dataset's list.",
              path.toAbsolutePath(),
              e),
          e);
    }
  }

  private static RgbImage decode(byte[] file, String name, IntBinaryOperator reduction) {
    ImageHeader header = header(file, name);
    requireSize(header, name);
    requireSound(header, file, name);
    int flags = opencv_imgcodecs.IMREAD_COLOR_RGB | reduced(header, reduction);
    String damaged = damaged(header, name, "");
    byte[] still = header.format() == Format.PNG ? PngChunks.still(file) : file;
    try (BytePointer data = new BytePointer(still);
        Mat encoded = new Mat(1, still.length, opencv_core.CV_8UC1, data)) {
      Mat decoded = opencv_imgcodecs.imdecode(encoded, flags);
      if (decoded == null || decoded.empty()) {
        throw new DataException(damaged);
      }
      return new RgbImage(decoded);
    } catch (DataException e) {
      throw e;
    } catch (RuntimeException e) { // what JavaCPP makes of a cv::Exception
      throw new DataException(damaged + " The decoder says: " + e.getMessage().strip(), e);
    }
  }

  private static void requireSize(ImageHeader header, String name) {
    // Both sides fit in 32 unsigned bits, so the product of a side over the limit may overflow.
    boolean tooLarge =
        header.height() > MAX_PIXELS
            || header.width() > MAX_PIXELS
            || header.height() * header.width() > MAX_PIXELS;
    if (tooLarge || header.height() < 1 || header.width() < 1) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s declares %d x %d pixels (height x width), expected 1 to %d in all; %s.",
              name,
              header.height(),
              header.width(),
              MAX_PIXELS,
              tooLarge ? "scale it down or cut it" : "replace or remove it"));
    }
  }

  /** What the native decoders do not look at themselves, or too late. */
  private static void requireSound(ImageHeader header, byte[] file, String name) {
    if (header.format() == Format.PNG) {
      PngChunks.flaw(file)
          .ifPresent(
              flaw -> {
                throw new DataException(damaged(header, name, " (" + flaw + ")"));
              });
    } else if (header.format() == Format.JPEG) {
      int scans = JpegScans.count(file);
      if (scans > MAX_SCANNED_PIXELS / (header.height() * header.width())) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s draws its %d x %d pixels (height x width) in %d scans, which would take very"
                    + " long; save it anew.",
                name,
                header.height(),
                header.width(),
                scans));
      }
    }
  }

  private static String damaged(ImageHeader header, String name, String detail) {
    return String.format(
        Locale.ROOT,
        "%s is a damaged or unsupported %s%s; replace or remove it.",
        name,
        header.format(),
        detail);
  }

  /**
   * Reads an image's header.
   *
   * @param name what to call the image in an error
   */
  static ImageHeader header(byte[] file, String name) {
    return ImageHeader.read(file)
        .orElseThrow(
            () ->
                new DataException(
                    String.format(
                        Locale.ROOT,
                        "%s (%d bytes) is no JPEG, PNG, BMP, GIF, WebP or TIFF, or ends within"
                            + " its header; replace or remove it.",
                        name,
                        file.length)));
  }

  /**
   * Chooses the flag for decoding at a half, quarter or eighth. Only JPEG gains: its decoder then
   * computes fewer coefficients of each 8x8 block, an area average that the later resize (also an
   * area average) hardly distinguishes from the full image. Height and width may still be exchanged
   * by the orientation, so both readings must allow the reduction.
   */
  private static int reduced(ImageHeader header, IntBinaryOperator reduction) {
    if (header.format() != Format.JPEG) {
      return 0;
    }
    int height = (int) header.height();
    int width = (int) header.width();
    int factor = Math.min(reduction.applyAsInt(height, width), reduction.applyAsInt(width, height));
    // The names say GRAYSCALE, but in them that is the absence of the colour bit, which here is
    // IMREAD_COLOR_RGB; OpenCV refuses that bit beside the BGR one of IMREAD_REDUCED_COLOR_*.
    if (factor >= 8) {
      return opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_8;
    } else if (factor >= 4) {
      return opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_4;
    } else if (factor >= 2) {
      return opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_2;
    }
    return 0;
  }

  private static byte[] interleave(RgbPixels pixels) {
    int plane = pixels.height() * pixels.width();
    byte[] from = pixels.bytes();
    int offset = pixels.offset();
    if (pixels.layout() == PixelLayout.HWC) {
      return Arrays.copyOfRange(from, offset, offset + 3 * plane);
    }
    byte[] hwc = new byte[3 * plane];
    for (int i = 0; i < plane; i++) {
      hwc[3 * i] = from[offset + i];
      hwc[3 * i + 1] = from[offset + plane + i];
      hwc[3 * i + 2] = from[offset + 2 * plane + i];
    }
    return hwc;
  }
}
