package io.finetune.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Tar archives written byte by byte. */
final class TarBytes {

  private static final int BLOCK = 512;
  private static final String KINDS = "01234567xgLKSVMND\0";

  private TarBytes() {}

  static byte[] of(List<ZipBytes.Item> items) {
    Bytes out = new Bytes();
    for (ZipBytes.Item item : items) {
      entry(out, item.name(), item.name().endsWith("/") ? '5' : '0', item.data());
    }
    return out.raw(new byte[2 * BLOCK]).done();
  }

  /** A header with a right checksum, and the content, padded. */
  static void entry(Bytes out, String name, char kind, byte[] data) {
    byte[] header = new byte[BLOCK];
    put(header, 0, name.substring(0, Math.min(name.length(), 100)));
    put(header, 100, "0000644");
    put(header, 108, "0000000");
    put(header, 116, "0000000");
    put(header, 124, String.format(Locale.ROOT, "%011o", data.length));
    put(header, 136, "00000000000");
    put(header, 156, String.valueOf(kind));
    put(header, 157, kind == '1' || kind == '2' ? "/etc/passwd" : "");
    put(header, 257, "ustar\00000");
    out.raw(checked(header)).raw(data).raw(new byte[(BLOCK - data.length % BLOCK) % BLOCK]);
  }

  private static byte[] checked(byte[] header) {
    Arrays.fill(header, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xFF;
    }
    put(header, 148, String.format(Locale.ROOT, "%06o\0", sum));
    return header;
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  /** Entries of all kinds and odd names; sometimes extreme numbers, the checksum right again. */
  static byte[] mutated(SplittableRandom random) {
    Bytes out = new Bytes();
    List<Integer> starts = new ArrayList<>();
    for (int left = random.nextInt(1, 6); left > 0; left--) {
      starts.add(out.size());
      char kind = random.nextInt(3) > 0 ? '0' : KINDS.charAt(random.nextInt(KINDS.length()));
      String name = random.nextInt(3) > 0 ? "n" + left : ZipBytes.odd("d/n", random);
      byte[] data = new byte[1 << random.nextInt(14)];
      Arrays.fill(data, (byte) (random.nextInt(3) * 25));
      entry(out, name, kind, data);
    }
    byte[] bytes = out.raw(new byte[random.nextInt(3) * BLOCK]).done();
    if (random.nextBoolean()) {
      int at = starts.get(random.nextInt(starts.size()));
      byte[] header = Arrays.copyOfRange(bytes, at, at + BLOCK);
      byte[] number = new Bytes().big(8, Extremes.any(random, bytes.length)).done();
      System.arraycopy(number, 0, header, random.nextInt(100, BLOCK - 8), number.length);
      System.arraycopy(checked(header), 0, bytes, at, BLOCK);
    }
    return bytes;
  }
}
