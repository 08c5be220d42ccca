package io.finetune.fault;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** PNGs put together chunk by chunk, right and wrong ones. */
final class Png {

  static final int GRAY = 0;
  static final int RGB = 2;
  static final int PALETTE = 3;
  static final int GRAY_ALPHA = 4;

  private static final String SIGNATURE = "\u0089PNG\r\n\u001A\n";
  private static final int FIRST_CHUNK = 8;
  private static final int HEADER_END = 33;

  private Png() {}

  /** All chunks in a row. */
  static byte[] of(byte[]... chunks) {
    return Bytes.join(SIGNATURE.getBytes(StandardCharsets.ISO_8859_1), Bytes.join(chunks));
  }

  static byte[] chunk(String type, byte[] data) {
    byte[] body = Bytes.join(type.getBytes(StandardCharsets.ISO_8859_1), data);
    CRC32 crc = new CRC32();
    crc.update(body);
    return Bytes.join(Bytes.int32(data.length), body, Bytes.int32((int) crc.getValue()));
  }

  static byte[] header(int height, int width, int bits, int colours, int interlace) {
    byte[] rest = {(byte) bits, (byte) colours, 0, 0, (byte) interlace};
    return chunk("IHDR", Bytes.join(Bytes.int32(width), Bytes.int32(height), rest));
  }

  static byte[] end() {
    return chunk("IEND", new byte[0]);
  }

  /** The pixels' chunk: so many bytes of zeros, filter bytes included. */
  static byte[] zeros(long count) {
    return chunk("IDAT", deflated(count));
  }

  /** An image of zeros. */
  static byte[] plain(int height, int width, int bits, int colours) {
    int channels = colours == RGB ? 3 : colours == GRAY_ALPHA ? 2 : 1;
    long row = 1 + ((long) width * bits * channels + 7) / 8;
    byte[] palette = colours == PALETTE ? chunk("PLTE", new byte[] {9, 8, 7}) : new byte[0];
    return of(header(height, width, bits, colours, 0), palette, zeros(height * row), end());
  }

  /** So many zeros as a stream of zlib. */
  static byte[] deflated(long count) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    byte[] buffer = new byte[1 << 16];
    byte[] zeros = new byte[1 << 20];
    for (long left = count; left > 0; left -= zeros.length) {
      deflater.setInput(zeros, 0, (int) Math.min(left, zeros.length));
      while (!deflater.needsInput()) {
        packed.write(buffer, 0, deflater.deflate(buffer));
      }
    }
    deflater.finish();
    while (!deflater.finished()) {
      packed.write(buffer, 0, deflater.deflate(buffer));
    }
    deflater.end();
    return packed.toByteArray();
  }

  /** A chunk put behind the header. */
  static byte[] with(byte[] png, byte[] chunk) {
    return Bytes.join(Bytes.part(png, 0, HEADER_END), chunk, Bytes.part(png, HEADER_END));
  }

  /** A chunk taken out, wherever it stands first. */
  static byte[] without(byte[] png, String type) {
    int at = find(png, type);
    int length = ByteBuffer.wrap(png).getInt(at) + 12;
    return Bytes.join(Bytes.part(png, 0, at), Bytes.part(png, at + length));
  }

  /** Another byte in the first chunk of a type, its checksum right or wrong. */
  static byte[] changed(byte[] png, String type, int place, int value, boolean rightChecksum) {
    byte[] copy = png.clone();
    int at = find(png, type);
    copy[at + 8 + place] = (byte) value;
    return rightChecksum ? repaired(copy) : copy;
  }

  /** The same with right checksums, as far as its chunks can be followed. */
  static byte[] repaired(byte[] png) {
    byte[] copy = png.clone();
    ByteBuffer bytes = ByteBuffer.wrap(copy);
    int at = FIRST_CHUNK;
    while (at + 12 <= copy.length) {
      int length = bytes.getInt(at);
      if (length < 0 || length > copy.length - at - 12) {
        break;
      }
      CRC32 crc = new CRC32();
      crc.update(copy, at + 4, length + 4);
      bytes.putInt(at + 8 + length, (int) crc.getValue());
      at += 12 + length;
    }
    return copy;
  }

  /** Where the first chunk of a type begins. */
  static int find(byte[] png, String type) {
    ByteBuffer bytes = ByteBuffer.wrap(png);
    int at = FIRST_CHUNK;
    while (!new String(png, at + 4, 4, StandardCharsets.ISO_8859_1).equals(type)) {
      at += 12 + bytes.getInt(at);
    }
    return at;
  }
}
