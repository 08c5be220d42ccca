package io.finetune.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * Checks that a PNG is whole before a decoder believes what it says (PNG, third edition, 5.3).
 *
 * <p>The native decoder sets aside as much memory as a chunk declares to be long, up to 4 GB, and
 * fills it, whatever the file holds; and the JDK's compares no checksum.
 */
public final class PngChunks {

  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  private static final int LENGTH = 4;
  private static final int TYPE = 4;
  private static final int CHECKSUM = 4;
  private static final int HEADER_LENGTH = 13;

  /** Animation control, frame control, frame data. */
  private static final Set<String> ANIMATION = Set.of("acTL", "fcTL", "fdAT");

  /** Set in the first letter of chunks that a decoder may pass over. */
  private static final int ANCILLARY = 0x20;

  private PngChunks() {}

  /**
   * Walks the chunks to the last one. What comes after that belongs to nobody and is passed over,
   * and so is a wrong checksum of a chunk that no pixel depends on.
   *
   * @param file the content of a file
   * @return what is wrong with it; empty if it is whole
   */
  public static Optional<String> flaw(byte[] file) {
    if (!Arrays.equals(file, 0, Math.min(file.length, SIGNATURE.length), SIGNATURE, 0, 8)) {
      return Optional.of("no PNG signature");
    }
    ByteBuffer bytes = ByteBuffer.wrap(file);
    int at = SIGNATURE.length;
    while (file.length - at >= LENGTH + TYPE + CHECKSUM) {
      int length = bytes.getInt(at);
      String type = new String(file, at + LENGTH, TYPE, StandardCharsets.ISO_8859_1);
      int left = file.length - at - LENGTH - TYPE - CHECKSUM;
      if (length < 0 || length > left) {
        return Optional.of(
            String.format(
                Locale.ROOT,
                "chunk %s at byte %d says it has %d bytes, %d are left",
                printable(type),
                at,
                Integer.toUnsignedLong(length),
                left));
      } else if (at == SIGNATURE.length && !(type.equals("IHDR") && length == HEADER_LENGTH)) {
        return Optional.of("the first chunk is no header");
      } else if ((type.charAt(0) & ANCILLARY) == 0 && !isIntact(file, at, length)) {
        return Optional.of(
            String.format(
                Locale.ROOT, "chunk %s at byte %d has a wrong checksum", printable(type), at));
      } else if (type.equals("IEND")) {
        return Optional.empty();
      }
      at += LENGTH + TYPE + length + CHECKSUM;
    }
    return Optional.of("it ends before its last chunk");
  }

  /**
   * Leaves out what makes a picture move. The picture without it is the one that a viewer shows
   * that knows no animations; the native decoder makes of some animations a black one.
   *
   * @param file a PNG without a flaw
   * @return the same array if nothing moves
   */
  static byte[] still(byte[] file) {
    ByteArrayOutputStream still = new ByteArrayOutputStream();
    ByteBuffer bytes = ByteBuffer.wrap(file);
    int kept = 0;
    int at = SIGNATURE.length;
    boolean isLast = false;
    while (!isLast) {
      int end = at + LENGTH + TYPE + bytes.getInt(at) + CHECKSUM;
      String type = new String(file, at + LENGTH, TYPE, StandardCharsets.ISO_8859_1);
      isLast = type.equals("IEND");
      if (ANIMATION.contains(type)) {
        still.write(file, kept, at - kept);
        kept = end;
      }
      at = end;
    }
    if (kept == 0) {
      return file;
    }
    still.write(file, kept, at - kept);
    return still.toByteArray();
  }

  private static boolean isIntact(byte[] file, int chunk, int length) {
    CRC32 checksum = new CRC32();
    checksum.update(file, chunk + LENGTH, TYPE + length);
    int stored = ByteBuffer.wrap(file).getInt(chunk + LENGTH + TYPE + length);
    return (int) checksum.getValue() == stored;
  }

  private static String printable(String type) {
    return type.replaceAll("[^ -~]", "?");
  }
}
