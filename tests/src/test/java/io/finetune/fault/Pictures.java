package io.finetune.fault;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** The plain picture in rarer forms, written with the JDK or by hand. */
final class Pictures {

  private Pictures() {}

  private static BufferedImage drawn() {
    try {
      return ImageIO.read(new ByteArrayInputStream(Bytes.picture("rgb.bmp")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] interlaced() {
    return write("png", 1, param -> param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT));
  }

  static byte[] animatedGif() {
    return write("gif", 2, param -> {});
  }

  static byte[] tiff(String compression, int pages) {
    return write(
        "tiff",
        pages,
        param -> {
          param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
          param.setCompressionType(compression);
        });
  }

  private static byte[] write(String format, int images, Consumer<ImageWriteParam> settings) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      ImageWriteParam param = writer.getDefaultWriteParam();
      settings.accept(param);
      if (images == 1) {
        writer.write(null, new IIOImage(drawn(), null, null), param);
      } else {
        writer.prepareWriteSequence(null);
        for (int i = 0; i < images; i++) {
          writer.writeToSequence(new IIOImage(drawn(), null, null), param);
        }
        writer.endWriteSequence();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** Two frames: the picture as it is, and again. */
  static byte[] animatedPng() {
    byte[] still = Bytes.picture("rgb16.png");
    int at = Png.find(still, "IDAT");
    int length = ByteBuffer.wrap(still).getInt(at);
    byte[] pixels = Bytes.part(still, at + 8, at + 8 + length);
    return Png.of(
        Bytes.part(still, 8, 33),
        Png.chunk("acTL", Bytes.join(Bytes.int32(2), Bytes.int32(0))),
        Png.chunk("fcTL", frame(0, 40, 64)),
        Png.chunk("IDAT", pixels),
        Png.chunk("fcTL", frame(1, 40, 64)),
        Png.chunk("fdAT", Bytes.join(Bytes.int32(2), pixels)),
        Png.end());
  }

  /** The picture as it is, which is no frame, before an animation of one frame that is cut off. */
  static byte[] animatedBehind() {
    byte[] still = Bytes.picture("rgb16.png");
    return Png.of(
        Bytes.part(still, 8, 33),
        Png.chunk("acTL", Bytes.join(Bytes.int32(1), Bytes.int32(0))),
        Bytes.part(Png.without(still, "IEND"), 33),
        Png.chunk("fcTL", frame(0, 40, 64)),
        Png.chunk("fdAT", Bytes.int32(1)),
        Png.end());
  }

  /** The CMYK picture with Adobe's mark that its four channels are Y, Cb, Cr and K. */
  static byte[] ycck() {
    byte[] cmyk = Bytes.picture("cmyk.jpg");
    int adobe = Bytes.find(cmyk, 'A', 'd', 'o', 'b', 'e');
    return Bytes.put(cmyk, adobe + 11, (byte) 2);
  }

  /** A mask of 8x8 pixels with one person, number 1, on the upper half. */
  static byte[] person() {
    BufferedImage mask = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 32; i++) {
      mask.getRaster().setSample(i % 8, i / 8, 0, 1);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(mask, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** What an animation says of a frame: its number, size, place, and a delay of 1/10 s. */
  static byte[] frame(int number, int height, int width) {
    return Bytes.join(
        Bytes.int32(number),
        Bytes.int32(width),
        Bytes.int32(height),
        new byte[8],
        Bytes.int16(1),
        Bytes.int16(10),
        new byte[2]);
  }

  /** With the header of 12 bytes that OS/2 wrote. */
  static byte[] coreBitmap() {
    byte[] bitmap = Bytes.picture("rgb.bmp");
    int pixels = ByteBuffer.wrap(bitmap).order(ByteOrder.LITTLE_ENDIAN).getInt(10);
    byte[] header =
        Bytes.join(
            Bytes.little32(12),
            Bytes.little16(64),
            Bytes.little16(40),
            Bytes.little16(1),
            Bytes.little16(24));
    byte[] body = Bytes.part(bitmap, pixels);
    int start = 14 + header.length;
    return Bytes.join(
        Bytes.text("BM"),
        Bytes.little32(start + body.length),
        new byte[4],
        Bytes.little32(start),
        header,
        body);
  }

  /** Its rows in the other order, which a negative height says. */
  static byte[] flippedBitmap() {
    return Bytes.put(Bytes.picture("rgb.bmp"), 22, Bytes.little32(-40));
  }
}
