package io.finetune.data;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Draws tiny PNGs from rows of digits, one a pixel; '*' is 255. */
final class DrawnPng {

  private DrawnPng() {}

  /** A PNG with a palette of as many bits; colours are unlike the numbers, as VOC's are. */
  static void palette(Path file, int bits, String... rows) throws IOException {
    int colours = 1 << bits;
    byte[] red = new byte[colours];
    byte[] green = new byte[colours];
    byte[] blue = new byte[colours];
    for (int i = 0; i < colours; i++) {
      red[i] = (byte) (37 * i + 11);
      green[i] = (byte) (101 * i + 5);
      blue[i] = (byte) (200 - 13 * i);
    }
    IndexColorModel model = new IndexColorModel(bits, colours, red, green, blue);
    int type = bits < 8 ? BufferedImage.TYPE_BYTE_BINARY : BufferedImage.TYPE_BYTE_INDEXED;
    write(file, new BufferedImage(rows[0].length(), rows.length, type, model), rows);
  }

  /** A grayscale PNG of 8 or 16 bits. */
  static void gray(Path file, int bits, String... rows) throws IOException {
    int type = bits == 8 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_USHORT_GRAY;
    write(file, new BufferedImage(rows[0].length(), rows.length, type), rows);
  }

  /** A PNG of colours, all black. */
  static void colours(Path file, int height, int width) throws IOException {
    Files.createDirectories(file.getParent());
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    ImageIO.write(image, "png", file.toFile());
  }

  private static void write(Path file, BufferedImage image, String... rows) throws IOException {
    for (int y = 0; y < rows.length; y++) {
      for (int x = 0; x < rows[y].length(); x++) {
        char digit = rows[y].charAt(x);
        image.getRaster().setSample(x, y, 0, digit == '*' ? 255 : digit - '0');
      }
    }
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
  }
}
