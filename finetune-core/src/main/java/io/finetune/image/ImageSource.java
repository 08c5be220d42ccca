package io.finetune.image;

import java.nio.file.Path;
import java.util.Objects;

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
      if (height < 1 || width < 1) {
        throw new IllegalArgumentException(
            "an image needs at least one pixel, not " + height + "x" + width);
      }
      Objects.checkFromIndexSize(offset, Math.multiplyExact(3 * height, width), bytes.length);
    }
  }
}
