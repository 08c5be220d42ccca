package io.finetune.fault;

import java.nio.charset.StandardCharsets;

/** JPEGs with segments put in, changed and repeated. */
final class Jpeg {

  private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);
  private static final int ORIENTATION = 0x112;
  private static final int SHORT = 3;

  private Jpeg() {}

  static byte[] segment(int marker, byte[] data) {
    return Bytes.join(Bytes.of(0xFF, marker), Bytes.int16(data.length + 2), data);
  }

  /** A segment put behind the start marker. */
  static byte[] with(byte[] jpeg, byte[] segment) {
    return Bytes.join(Bytes.part(jpeg, 0, 2), segment, Bytes.part(jpeg, 2));
  }

  /** The plain picture with metadata. */
  static byte[] exif(byte[] tiff) {
    return with(Bytes.picture("rgb.jpg"), segment(0xE1, Bytes.join(EXIF, tiff)));
  }

  /** Metadata that hold an orientation and nothing else, little-endian. */
  static byte[] orientation(int value) {
    return tiff(8, 1, entry(ORIENTATION, SHORT, 1, value), 0);
  }

  /** One entry of a directory. */
  static byte[] entry(int tag, int type, int count, int value) {
    return Bytes.join(
        Bytes.little16(tag), Bytes.little16(type), Bytes.little32(count), Bytes.little32(value));
  }

  /**
   * Metadata.
   *
   * @param directory where they say that the first directory is
   * @param count how many entries they say it has
   * @param next where they say that the next directory is
   */
  static byte[] tiff(int directory, int count, byte[] entries, int next) {
    return Bytes.join(
        Bytes.of('I', 'I', 42, 0),
        Bytes.little32(directory),
        Bytes.little16(count),
        entries,
        Bytes.little32(next));
  }

  /** Another size in the frame header. */
  static byte[] declaring(byte[] jpeg, int height, int width) {
    int frame = frame(jpeg);
    return Bytes.put(jpeg, frame + 5, Bytes.join(Bytes.int16(height), Bytes.int16(width)));
  }

  static int frame(byte[] jpeg) {
    for (int at = 2; ; at += 2 + (((jpeg[at + 2] & 0xFF) << 8) | (jpeg[at + 3] & 0xFF))) {
      int marker = jpeg[at + 1] & 0xFF;
      if (marker >= 0xC0 && marker <= 0xC2) {
        return at;
      }
    }
  }

  /** The last scan of a progressive picture again and again. */
  static byte[] scans(byte[] progressive, int times) {
    int last = progressive.length - 2;
    while ((progressive[last] & 0xFF) != 0xFF || (progressive[last + 1] & 0xFF) != 0xDA) {
      last--;
    }
    byte[] scan = Bytes.part(progressive, last, progressive.length - 2);
    return Bytes.join(
        Bytes.part(progressive, 0, last), Bytes.repeat(scan, times), Bytes.of(0xFF, 0xD9));
  }
}
