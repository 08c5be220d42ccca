package io.finetune.download;

import io.finetune.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a file's content must be.
 *
 * @param algorithm how it is computed
 * @param hex the expected digest in hexadecimal, for SHA-256 at least its first eight digits; null
 *     when unknown, and then nothing is checked
 */
public record Checksum(Algorithm algorithm, String hex) {

  /** How a checksum is computed. */
  public enum Algorithm {
    /** For everything this project names itself. */
    SHA_256("SHA-256", 8, 64),
    /** For the metadata of DJL's model zoo, which has nothing better. */
    SHA_1("SHA-1", 40, 40),
    /**
     * For archives whose publishers state nothing better. It tells a torn file from a whole one and
     * is no protection against a forged one.
     */
    MD5("MD5", 32, 32);

    private final String javaName;
    private final int least;
    private final int most;

    Algorithm(String javaName, int least, int most) {
      this.javaName = javaName;
      this.least = least;
      this.most = most;
    }
  }

  private static final Pattern HEX = Pattern.compile("[0-9a-f]+");

  /** Normalises to lower case and refuses what cannot be a digest. */
  public Checksum {
    if (hex != null) {
      hex = hex.toLowerCase(Locale.ROOT);
      boolean fits = hex.length() >= algorithm.least && hex.length() <= algorithm.most;
      if (!fits || !HEX.matcher(hex).matches()) {
        throw new DataException(
            "'" + hex + "' is no " + algorithm.javaName + ": give its hexadecimal digits.");
      }
    }
  }

  /** A known SHA-256, or its first digits where only they are published. */
  public static Checksum sha256(String hex) {
    return new Checksum(Algorithm.SHA_256, hex);
  }

  /** A known SHA-1. */
  public static Checksum sha1(String hex) {
    return new Checksum(Algorithm.SHA_1, hex);
  }

  /** A known MD5: integrity only. */
  public static Checksum md5(String hex) {
    return new Checksum(Algorithm.MD5, hex);
  }

  /** No checksum is published; the download logs the SHA-256 it found. */
  public static Checksum unknown() {
    return new Checksum(Algorithm.SHA_256, null);
  }

  /** Whether there is something to check against. */
  public boolean isKnown() {
    return hex != null;
  }

  /**
   * The digest of a file.
   *
   * @return lower-case hexadecimal digits
   * @throws IOException if the file cannot be read
   */
  public String of(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance(algorithm.javaName);
      byte[] chunk = new byte[1 << 16];
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        digest.update(chunk, 0, n);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has " + algorithm.javaName, e);
    }
  }

  /** Whether a file has the expected content; true when nothing is expected. */
  boolean accepts(Path file) throws IOException {
    return matches(of(file));
  }

  /** Whether a digest is the expected one; true when nothing is expected. */
  boolean matches(String digest) {
    return !isKnown() || digest.startsWith(hex);
  }
}
