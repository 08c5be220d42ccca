package io.finetune.fault;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** TIFFs whose directory says something else. */
final class Tiff {

  private static final int WIDTH = 256;
  private static final int LENGTH = 257;
  private static final int TILE_WIDTH = 322;
  private static final int TILE_LENGTH = 323;
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int LONG8 = 16;

  private Tiff() {}

  /** The plain picture with other sides. */
  static byte[] declaring(int height, int width) {
    byte[] tiff = Bytes.picture("rgb.tif");
    ByteBuffer bytes = ByteBuffer.wrap(tiff).order(ByteOrder.LITTLE_ENDIAN);
    int directory = bytes.getInt(4);
    for (int i = 0; i < bytes.getChar(directory); i++) {
      int entry = directory + 2 + 12 * i;
      int tag = bytes.getChar(entry);
      if (tag == WIDTH || tag == LENGTH) {
        bytes.putShort(entry + 2, (short) LONG).putInt(entry + 8, tag == WIDTH ? width : height);
      }
    }
    return tiff;
  }

  private static byte[] of(byte[]... entries) {
    byte[] all = Bytes.join(entries);
    return Bytes.join(Jpeg.tiff(8, entries.length, all, 0), new byte[256]);
  }

  private static byte[] side(int tag, int value) {
    return Jpeg.entry(tag, LONG, 1, value);
  }

  private static byte[] samples() {
    return Jpeg.entry(258, SHORT, 1, 8);
  }

  static byte[] tiled(int height, int width, int tileHeight, int tileWidth) {
    return of(
        side(WIDTH, width),
        side(LENGTH, height),
        samples(),
        side(TILE_WIDTH, tileWidth),
        side(TILE_LENGTH, tileHeight));
  }

  /** Sides as numbers of 64 bits, which stand elsewhere; what stands here is their place. */
  static byte[] wideSides(int height, int width) {
    int place = 8 + 2 + 3 * 12 + 4;
    byte[] directory =
        Jpeg.tiff(
            8,
            3,
            Bytes.join(
                Jpeg.entry(WIDTH, LONG8, 1, place),
                Jpeg.entry(LENGTH, LONG8, 1, place + 8),
                samples()),
            0);
    return Bytes.join(
        directory, Bytes.little32(width), new byte[4], Bytes.little32(height), new byte[260]);
  }

  static byte[] twice(int height, int width, int otherHeight, int otherWidth) {
    return of(
        side(WIDTH, otherWidth),
        side(WIDTH, width),
        side(LENGTH, otherHeight),
        side(LENGTH, height),
        samples());
  }
}
