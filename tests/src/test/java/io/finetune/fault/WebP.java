package io.finetune.fault;

/** WebP files: what they declare is at the start of a chunk, animations are chunks in chunks. */
final class WebP {

  private static final int ANIMATION = 2;

  private WebP() {}

  private static byte[] riff(byte[]... chunks) {
    byte[] body = Bytes.join(Bytes.text("WEBP"), Bytes.join(chunks));
    return Bytes.join(Bytes.text("RIFF"), Bytes.little32(body.length), body);
  }

  private static byte[] chunk(String name, byte[] data) {
    return Bytes.join(
        Bytes.text(name), Bytes.little32(data.length), data, new byte[data.length % 2]);
  }

  private static byte[] int24(int value) {
    return Bytes.part(Bytes.little32(value), 0, 3);
  }

  private static byte[] extended(int flags, int height, int width) {
    return chunk("VP8X", Bytes.join(Bytes.of(flags, 0, 0, 0), int24(width - 1), int24(height - 1)));
  }

  /** A canvas of this size with the plain picture in it. */
  static byte[] canvas(int height, int width) {
    return riff(extended(0, height, width), Bytes.part(Bytes.picture("rgb.webp"), 12));
  }

  static byte[] lossy(int height, int width) {
    byte[] sides = Bytes.join(Bytes.little16(width), Bytes.little16(height));
    return Bytes.put(Bytes.picture("lossy.webp"), 26, sides);
  }

  static byte[] lossless(int height, int width) {
    return Bytes.put(
        Bytes.picture("rgb.webp"), 21, Bytes.little32((width - 1) | ((height - 1) << 14)));
  }

  /** Two frames, each the plain picture. */
  static byte[] animated() {
    byte[] still = Bytes.part(Bytes.picture("rgb.webp"), 12);
    byte[] place = Bytes.join(int24(0), int24(0), int24(63), int24(39), int24(100), Bytes.of(0));
    byte[] frame = chunk("ANMF", Bytes.join(place, still));
    byte[] start = chunk("ANIM", new byte[6]);
    return riff(extended(ANIMATION, 40, 64), start, frame, frame);
  }
}
