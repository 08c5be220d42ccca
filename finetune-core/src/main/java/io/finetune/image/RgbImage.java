package io.finetune.image;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Objects;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;

/**
 * An 8-bit RGB image, {@code (H, W, 3)} uint8, in native memory.
 *
 * <p>Immutable to callers. Whoever obtains an image closes it; images cut out of it stay valid.
 */
public final class RgbImage implements AutoCloseable {

  static {
    OpenCv.load();
  }

  private final Mat mat;

  /** Takes over the matrix, which must be of type {@code CV_8UC3} in R, G, B order. */
  RgbImage(Mat mat) {
    this.mat = mat;
  }

  /**
   * Copies pixels into a new image.
   *
   * @param height rows
   * @param width columns
   * @param hwc the pixels, row by row, each as R, G, B
   * @return the image; the caller closes it
   * @throws IllegalArgumentException if the array's length is not {@code 3 * height * width}
   */
  public static RgbImage of(int height, int width, byte[] hwc) {
    if (hwc.length != 3L * height * width) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%dx%d RGB pixels are %d bytes, not %d",
              height,
              width,
              3L * height * width,
              hwc.length));
    }
    Mat mat = new Mat(height, width, opencv_core.CV_8UC3);
    try (BytePointer data = mat.data()) {
      data.put(hwc, 0, hwc.length);
    }
    return new RgbImage(mat);
  }

  /** Returns the number of rows. */
  public int height() {
    return mat.rows();
  }

  /** Returns the number of columns. */
  public int width() {
    return mat.cols();
  }

  /** Returns a copy of the pixels, row by row, each as R, G, B. */
  public byte[] toHwc() {
    ByteBuffer copy = ByteBuffer.allocateDirect(3 * height() * width());
    copyTo(copy);
    byte[] hwc = new byte[copy.capacity()];
    copy.get(0, hwc);
    return hwc;
  }

  /**
   * Returns the pixels without copying them where they lie in one piece, as those of a decoded
   * image do: row by row, each as R, G, B.
   *
   * @return a direct buffer from position 0 to its capacity; valid until this image is closed
   */
  public ByteBuffer pixels() {
    if (!mat.isContinuous()) {
      ByteBuffer copy = ByteBuffer.allocateDirect(3 * height() * width());
      copyTo(copy);
      return copy;
    }
    try (BytePointer data = mat.data()) {
      return data.capacity(3L * height() * width()).asByteBuffer();
    }
  }

  /**
   * Writes the pixels, row by row, each as R, G, B, to the start of a buffer.
   *
   * @param target a direct buffer of exactly {@code 3 * height * width} bytes, written from index 0
   * @throws IllegalArgumentException if the buffer is not direct or of another size
   */
  public void copyTo(ByteBuffer target) {
    if (!target.isDirect() || target.capacity() != 3 * height() * width()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "an image of %dx%d needs a direct buffer of its own size, not %s",
              height(),
              width(),
              target));
    }
    try (BytePointer pointer = new BytePointer(target);
        Mat view = new Mat(height(), width(), opencv_core.CV_8UC3, pointer)) {
      mat.copyTo(view);
    }
  }

  /**
   * Returns a part of this image without copying it.
   *
   * @param top first row
   * @param left first column
   * @param height rows
   * @param width columns
   * @return the part; the caller closes it
   * @throws IndexOutOfBoundsException if the part is not inside this image
   */
  public RgbImage crop(int top, int left, int height, int width) {
    Objects.checkFromIndexSize(top, height, height());
    Objects.checkFromIndexSize(left, width, width());
    try (Rect region = new Rect(left, top, width, height)) {
      return new RgbImage(new Mat(mat, region));
    }
  }

  Mat mat() {
    return mat;
  }

  @Override
  public void close() {
    mat.close();
  }
}
