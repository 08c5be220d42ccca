package io.finetune.image;

import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Where the pixels of a sample come from. Bytes are referenced, never copied: do not change them.
 */
public sealed interface ImageSource {

  /** How the bytes of {@link RgbPixels} are ordered. */
  enum PixelLayout {
    /** Row by row, each pixel as R, G, B. */
    HWC,
    /** All of R row by row, then all of G, then all of B, as CIFAR stores images. */
    CHW
  }

  /**
   * An encoded image file (JPEG, PNG, BMP, GIF, WebP or TIFF).
   *
   * @param path the file
   */
  record EncodedFile(Path path) implements ImageSource {
    /** Requires a path. */
    public EncodedFile {
      Objects.requireNonNull(path, "path");
    }
  }

  /**
   * An encoded image that is already in memory.
   *
   * @param bytes the content of the file
   */
  @SuppressWarnings("ArrayRecordComponent") // identity is enough: a source is never compared
  record EncodedBytes(byte[] bytes) implements ImageSource {
    /** Requires the bytes. */
    public EncodedBytes {
      Objects.requireNonNull(bytes, "bytes");
    }
  }

  /**
   * Plain 8-bit RGB pixels inside a larger array.
   *
   * @param height rows
   * @param width columns
   * @param bytes the array that holds them
   * @param offset where the first of the {@code 3 * height * width} bytes stands
   * @param layout their order
   */
  @SuppressWarnings("ArrayRecordComponent") // identity is enough: a source is never compared
  record RgbPixels(int height, int width, byte[] bytes, int offset, PixelLayout layout)
      implements ImageSource {
    /** Requires the pixels to lie within the array. */
    public RgbPixels {
      Objects.requireNonNull(layout, "layout");
      requirePixels(height, width);
      Objects.checkFromIndexSize(offset, Math.multiplyExact(3 * height, width), bytes.length);
    }
  }

  /**
   * An image that is computed each time it is read.
   *
   * @param height rows
   * @param width columns
   * @param hwc makes the pixels, row by row, each as R, G, B: {@code 3 * height * width} bytes, the
   *     same every time, from any thread
   */
  record Generated(int height, int width, Supplier<byte[]> hwc) implements ImageSource {
    /** Requires at least one pixel. */
    public Generated {
      Objects.requireNonNull(hwc, "hwc");
      requirePixels(height, width);
    }
  }

  private static void requirePixels(int height, int width) {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "an image needs at least one pixel, not " + height + "x" + width);
    }
  }
}
