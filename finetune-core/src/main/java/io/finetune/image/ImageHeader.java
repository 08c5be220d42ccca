package io.finetune.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * What the first bytes of an encoded image declare, read without decoding any pixel: a file of a
 * few bytes may declare gigabytes.
 *
 * @param format the kind of file
 * @param height rows as stored, before orientation; of a tiled TIFF at least those of a tile
 * @param width columns as stored, before orientation; of a tiled TIFF at least those of a tile
 */
record ImageHeader(Format format, long height, long width) {

  private static final int BMP_CORE_HEADER = 12;

  /** ImageWidth, ImageLength, TileWidth, TileLength. */
  private static final List<Integer> TIFF_SIDES = List.of(256, 257, 322, 323);

  private static final int TIFF_SHORT = 3;
  private static final int TIFF_LONG = 4;

  enum Format {
    JPEG("jpg"),
    PNG("png"),
    GIF("gif"),
    BMP("bmp"),
    WEBP("webp"),
    TIFF("tif");

    private final String extension;

    Format(String extension) {
      this.extension = extension;
    }

    /** Returns what the names of such files usually end in. */
    String extension() {
      return extension;
    }
  }

  /**
   * Reads a header.
   *
   * @return the header, or empty where the bytes are of no known format or end too early
   */
  static Optional<ImageHeader> read(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file);
    try {
      if (starts(file, 0, "\u00FF\u00D8\u00FF")) {
        return jpeg(bytes);
      } else if (starts(file, 0, "\u0089PNG\r\n\u001A\n") && starts(file, 12, "IHDR")) {
        return header(Format.PNG, unsigned(bytes, 20), unsigned(bytes, 16));
      } else if (starts(file, 0, "GIF8")) {
        bytes.order(ByteOrder.LITTLE_ENDIAN);
        return header(Format.GIF, bytes.getChar(8), bytes.getChar(6));
      } else if (starts(file, 0, "BM")) {
        return bmp(bytes.order(ByteOrder.LITTLE_ENDIAN));
      } else if (starts(file, 0, "RIFF") && starts(file, 8, "WEBP")) {
        return webp(file);
      } else if (starts(file, 0, "II*\0")) {
        return tiff(bytes.order(ByteOrder.LITTLE_ENDIAN));
      } else if (starts(file, 0, "MM\0*")) {
        return tiff(bytes.order(ByteOrder.BIG_ENDIAN));
      }
      return Optional.empty();
    } catch (IndexOutOfBoundsException e) {
      return Optional.empty(); // the file ends within its header: no header to report
    }
  }

  private static Optional<ImageHeader> header(Format format, long height, long width) {
    return Optional.of(new ImageHeader(format, height, width));
  }

  /** Walks the marker segments up to the frame header (ITU T.81, B.2.2). */
  private static Optional<ImageHeader> jpeg(ByteBuffer bytes) {
    int at = 2;
    while (true) {
      if ((bytes.get(at) & 0xFF) != 0xFF) {
        return Optional.empty();
      }
      int marker = bytes.get(at + 1) & 0xFF;
      if (isFrame(marker)) {
        return header(Format.JPEG, bytes.getChar(at + 5), bytes.getChar(at + 7));
      } else if (marker == 0xFF) {
        at++; // fill byte
      } else if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) {
        at += 2; // markers without a segment
      } else {
        at += 2 + bytes.getChar(at + 2);
      }
    }
  }

  /** Tells whether a marker begins a frame header: SOF0 to SOF15 without DHT, JPG and DAC. */
  static boolean isFrame(int marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
  }

  private static Optional<ImageHeader> bmp(ByteBuffer bytes) {
    if (bytes.getInt(14) == BMP_CORE_HEADER) {
      return header(Format.BMP, bytes.getChar(20), bytes.getChar(18));
    }
    // Rows of a bitmap may be stored top down, which a negative height says.
    return header(Format.BMP, Math.abs((long) bytes.getInt(22)), unsigned(bytes, 18));
  }

  private static Optional<ImageHeader> webp(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    if (starts(file, 12, "VP8X")) {
      return header(Format.WEBP, 1 + int24(bytes, 27), 1 + int24(bytes, 24));
    } else if (starts(file, 12, "VP8L")) {
      int bits = bytes.getInt(21);
      return header(Format.WEBP, 1 + ((bits >> 14) & 0x3FFF), 1 + (bits & 0x3FFF));
    } else if (starts(file, 12, "VP8 ")) {
      return header(Format.WEBP, bytes.getChar(28) & 0x3FFF, bytes.getChar(26) & 0x3FFF);
    }
    return Optional.empty();
  }

  /**
   * Reads the size of the first image, or of its tiles where they are larger: the decoder holds a
   * tile as a whole.
   *
   * <p>A size is one number of 16 or 32 bits. Decoders also take other types, whose values stand
   * elsewhere; nobody writes those, and what is not understood here must not be decoded. Where a
   * tag occurs twice, decoders do not agree on which one counts: here the larger.
   */
  private static Optional<ImageHeader> tiff(ByteBuffer bytes) {
    int directory = bytes.getInt(4);
    int entries = bytes.getChar(directory);
    long[] sides = new long[4];
    for (int i = 0; i < entries; i++) {
      int entry = directory + 2 + 12 * i;
      int side = TIFF_SIDES.indexOf((int) bytes.getChar(entry));
      int type = bytes.getChar(entry + 2);
      if (side >= 0) {
        if ((type != TIFF_SHORT && type != TIFF_LONG) || bytes.getInt(entry + 4) != 1) {
          return Optional.empty();
        }
        long value = type == TIFF_SHORT ? bytes.getChar(entry + 8) : unsigned(bytes, entry + 8);
        sides[side] = Math.max(sides[side], value);
      }
    }
    return header(Format.TIFF, Math.max(sides[1], sides[3]), Math.max(sides[0], sides[2]));
  }

  private static long unsigned(ByteBuffer bytes, int at) {
    return Integer.toUnsignedLong(bytes.getInt(at));
  }

  private static int int24(ByteBuffer bytes, int at) {
    return bytes.getChar(at) | (bytes.get(at + 2) & 0xFF) << 16;
  }

  private static boolean starts(byte[] file, int at, String magic) {
    byte[] expected = magic.getBytes(StandardCharsets.ISO_8859_1);
    if (file.length < at + expected.length) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if (file[at + i] != expected[i]) {
        return false;
      }
    }
    return true;
  }
}
