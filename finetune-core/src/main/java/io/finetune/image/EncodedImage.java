package io.finetune.image;

import io.finetune.image.ImageSource.EncodedBytes;
import io.finetune.image.ImageSource.EncodedFile;
import java.util.Objects;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * An image as a file holds it.
 *
 * @param bytes the content of the file
 * @param extension what the file's name should end in, such as {@code png}
 */
@SuppressWarnings("ArrayRecordComponent") // written once, never compared
public record EncodedImage(byte[] bytes, String extension) {

  private static final String PNG = "png";

  static {
    OpenCv.load();
  }

  /** Requires both parts. */
  public EncodedImage {
    Objects.requireNonNull(bytes, "bytes");
    Objects.requireNonNull(extension, "extension");
  }

  /**
   * Encodes a source without loss: what is encoded already stays as it is, to the byte; pixels
   * become a PNG.
   *
   * @param source where the image comes from
   * @return its file, whose extension is that of its content
   * @throws io.finetune.DataException if the source cannot be read or is of no known format
   */
  public static EncodedImage of(ImageSource source) {
    if (source instanceof EncodedFile file) {
      return asIs(ImageDecoder.read(file.path()), source);
    } else if (source instanceof EncodedBytes encoded) {
      return asIs(encoded.bytes(), source);
    }
    try (RgbImage image = ImageDecoder.decode(source)) {
      return png(image);
    }
  }

  private static EncodedImage asIs(byte[] file, ImageSource source) {
    ImageHeader header = ImageDecoder.header(file, ImageDecoder.name(source));
    return new EncodedImage(file, header.format().extension());
  }

  /**
   * Encodes pixels as a PNG.
   *
   * @param image stays open
   */
  public static EncodedImage png(RgbImage image) {
    try (Mat bgr = new Mat();
        BytePointer encoded = new BytePointer()) {
      opencv_imgproc.cvtColor(image.mat(), bgr, opencv_imgproc.COLOR_RGB2BGR);
      if (!opencv_imgcodecs.imencode("." + PNG, bgr, encoded)) {
        throw new IllegalStateException("OpenCV refuses to encode a PNG");
      }
      byte[] bytes = new byte[Math.toIntExact(encoded.limit())];
      encoded.get(bytes);
      return new EncodedImage(bytes, PNG);
    }
  }
}
