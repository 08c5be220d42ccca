package io.finetune.weight;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * The checksum that a safetensors file of ours carries of itself: the metadata's first entry, at
 * the beginning of the header, is {@code "checksum": "crc32c:XXXXXXXX"}, the CRC-32C of the whole
 * file with zeros in place of these eight digits. No byte of the file is left out, and other
 * readers see a metadata entry like any other.
 *
 * <p>It is meant against disks, not against people. A file that another program rewrote has its
 * metadata in another place and counts as one without a checksum.
 */
final class FileChecksum {

  static final String KEY = "checksum";

  private static final String ZEROS = "00000000";
  private static final String KIND = "crc32c:";

  /** What the header is written with before the sum is known. */
  static final String BLANK = KIND + ZEROS;

  private static final int LENGTH_BYTES = 8;
  private static final byte[] BEGINNING = bytes("{\"__metadata__\":{\"" + KEY + "\":\"" + KIND);
  private static final int BEGIN = LENGTH_BYTES + BEGINNING.length;
  private static final int END = BEGIN + ZEROS.length();

  /** How much of a file is mapped at a time. */
  private static final long CHUNK = 1L << 28;

  private FileChecksum() {}

  /**
   * Puts the sum of a file into its head.
   *
   * @param head the length and the header with {@link #BLANK} in it; its position is left alone
   * @param tensors what follows
   */
  static void fill(ByteBuffer head, List<ByteBuffer> tensors) {
    CRC32C crc = new CRC32C();
    crc.update(head.duplicate());
    tensors.forEach(tensor -> crc.update(tensor.duplicate()));
    head.duplicate().position(BEGIN).put(digits(crc));
  }

  /**
   * Compares the sum of a file with the one it carries; a file without is left alone.
   *
   * @throws io.finetune.WeightException if they differ
   */
  static void verify(FileBytes file) {
    if (!isIn(file)) {
      return;
    }
    CRC32C crc = new CRC32C();
    crc.update(file.slice(0, BEGIN, "the start"));
    crc.update(bytes(ZEROS));
    for (long at = END; at < file.size(); at += CHUNK) {
      crc.update(file.slice(at, Math.min(CHUNK, file.size() - at), "the content"));
    }
    byte[] carried = new byte[ZEROS.length()];
    file.slice(BEGIN, carried.length, "the checksum").get(carried);
    if (!new String(carried, StandardCharsets.US_ASCII).equals(text(crc))) {
      throw file.refuse(
          "its bytes have the checksum "
              + text(crc)
              + ", but it was written with "
              + printable(carried)
              + ": the disk or a copy damaged it");
    }
  }

  /**
   * Requires that a file carries a sum.
   *
   * @throws io.finetune.WeightException if not
   */
  static void require(FileBytes file) {
    if (!isIn(file)) {
      throw file.refuse(
          "it does not begin with a checksum, as every checkpoint does: it is damaged, or was"
              + " written by something else");
    }
  }

  private static boolean isIn(FileBytes file) {
    return file.size() >= END
        && file.slice(LENGTH_BYTES, BEGINNING.length, "the start")
            .equals(ByteBuffer.wrap(BEGINNING));
  }

  private static byte[] digits(CRC32C crc) {
    return bytes(text(crc));
  }

  private static String text(CRC32C crc) {
    return String.format(Locale.ROOT, "%08x", crc.getValue());
  }

  /** Damaged digits may be any bytes. */
  private static String printable(byte[] digits) {
    return new String(digits, StandardCharsets.US_ASCII).replaceAll("[^0-9a-f]", "?");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
