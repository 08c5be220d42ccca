package io.finetune.fuzz;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Damage that knows nothing of a format. */
final class ByteMutations {

  private static final int MOST = 1 << 20;

  private ByteMutations() {}

  /** One to four mutations in a row. */
  static byte[] some(byte[] sound, SplittableRandom random) {
    byte[] out = sound;
    for (int left = random.nextInt(1, 5); left > 0 && out.length > 0 && out.length < MOST; left--) {
      out = one(out, random);
    }
    return out;
  }

  private static byte[] one(byte[] in, SplittableRandom random) {
    // Headers stand at the start and at the end: half of all damage goes there.
    int edge = Math.min(in.length, 64);
    int at =
        switch (random.nextInt(4)) {
          case 0 -> random.nextInt(edge);
          case 1 -> in.length - 1 - random.nextInt(edge);
          default -> random.nextInt(in.length);
        };
    int length = 1 + random.nextInt(Math.min(in.length - at, 1 << random.nextInt(1, 12)));
    return switch (random.nextInt(9)) {
      case 0 -> changed(in, at, (byte) (in[at] ^ (1 << random.nextInt(8))));
      case 1 -> changed(in, at, (byte) random.nextInt(256));
      case 2, 3 -> number(in, at, random);
      case 4 -> Arrays.copyOf(in, at);
      case 5 -> spliced(in, 0, at, in, at + length, in.length);
      case 6 -> spliced(in, 0, at + length, in, at, in.length);
      case 7 -> repeated(in, at, length, random.nextInt(2, 200));
      default -> filled(in, at, length, (byte) (random.nextInt(3) - 1));
    };
  }

  private static byte[] changed(byte[] in, int at, byte value) {
    byte[] out = in.clone();
    out[at] = value;
    return out;
  }

  private static byte[] number(byte[] in, int at, SplittableRandom random) {
    int width = Math.min(1 << random.nextInt(4), in.length - at);
    long value = Extremes.any(random, in.length);
    byte[] number =
        random.nextBoolean()
            ? new Bytes().little(width, value).done()
            : new Bytes().big(width, value).done();
    byte[] out = in.clone();
    System.arraycopy(number, 0, out, at, width);
    return out;
  }

  private static byte[] filled(byte[] in, int at, int length, byte value) {
    byte[] out = in.clone();
    Arrays.fill(out, at, at + length, value);
    return out;
  }

  private static byte[] repeated(byte[] in, int at, int length, int times) {
    Bytes out = new Bytes().raw(Arrays.copyOf(in, at));
    byte[] part = Arrays.copyOfRange(in, at, at + length);
    for (int i = 0; i < times && out.size() < MOST; i++) {
      out.raw(part);
    }
    return out.raw(Arrays.copyOfRange(in, at + length, in.length)).done();
  }

  /** The bytes from {@code a} to {@code b} of one array, then those from {@code c} to {@code d}. */
  private static byte[] spliced(byte[] one, int a, int b, byte[] two, int c, int d) {
    return new Bytes().raw(Arrays.copyOfRange(one, a, b)).raw(Arrays.copyOfRange(two, c, d)).done();
  }
}
