package io.finetune.endtoend;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/** Image files whose upper or lower half is bright. */
final class Photographs {

  private static final int WIDTH = 28;
  private static final int HEIGHT = 24;
  private static final int ORIENTATION_TAG = 0x112;
  private static final short UPSIDE_DOWN = 3;

  private Photographs() {}

  static void jpeg(Path file, long seed, boolean brightAbove) throws IOException {
    Files.write(file, encode("jpg", draw(BufferedImage.TYPE_INT_RGB, seed, brightAbove)));
  }

  static void grayPng(Path file, long seed, boolean brightAbove) throws IOException {
    Files.write(file, encode("png", draw(BufferedImage.TYPE_BYTE_GRAY, seed, brightAbove)));
  }

  /** A JPEG whose pixels are as said, and whose EXIF asks viewers to turn them by 180 degrees. */
  static void upsideDownJpeg(Path file, long seed, boolean brightAbove) throws IOException {
    byte[] plain = encode("jpg", draw(BufferedImage.TYPE_INT_RGB, seed, brightAbove));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(plain, 0, 2); // the start of the image
    out.write(exif());
    out.write(plain, 2, plain.length - 2);
    Files.write(file, out.toByteArray());
  }

  /** An APP1 segment with one TIFF directory of one entry. */
  private static byte[] exif() {
    byte[] head = "Exif\0\0II*\0".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer segment = ByteBuffer.allocate(36).order(ByteOrder.LITTLE_ENDIAN);
    segment.put((byte) 0xFF).put((byte) 0xE1).put((byte) 0).put((byte) 34).put(head);
    segment.putInt(8).putShort((short) 1); // the directory's offset and length
    segment.putShort((short) ORIENTATION_TAG).putShort((short) 3).putInt(1);
    segment.putShort(UPSIDE_DOWN).putShort((short) 0).putInt(0);
    return segment.array();
  }

  private static BufferedImage draw(int type, long seed, boolean brightAbove) {
    Random random = new Random(seed);
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, type);
    Graphics2D pen = image.createGraphics();
    pen.setColor(color(random, 0));
    pen.fillRect(0, 0, WIDTH, HEIGHT);
    pen.setColor(color(random, 155));
    pen.fillRect(0, brightAbove ? 0 : HEIGHT / 2, WIDTH, HEIGHT / 2);
    pen.dispose();
    return image;
  }

  private static Color color(Random random, int least) {
    return new Color(
        least + random.nextInt(100), least + random.nextInt(100), least + random.nextInt(100));
  }

  private static byte[] encode(String format, BufferedImage image) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (!ImageIO.write(image, format, out)) {
      throw new IOException("no writer for " + format);
    }
    return out.toByteArray();
  }
}
