package io.finetune;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Locale;

/**
 * Reads whole files that somebody else made: a name in a dataset may lead to a pipe that never
 * ends, to a device, or to more bytes than an array holds.
 */
public final class FileContent {

  private FileContent() {}

  /**
   * Reads a regular file.
   *
   * @param file the file; links are followed
   * @param most how many bytes it may hold, at most 2^31 - 9
   * @return its bytes
   * @throws IOException if it cannot be read, is no regular file, is larger, or changes its size
   *     while it is read
   */
  public static byte[] read(Path file, int most) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    if (!attributes.isRegularFile()) {
      throw new IOException(
          attributes.isDirectory() ? "it is a folder" : "it is a pipe, socket or device");
    }
    if (attributes.size() > most) {
      throw new IOException(
          String.format(
              Locale.ROOT, "it holds %d bytes, the limit is %d", attributes.size(), most));
    }
    byte[] content = new byte[(int) attributes.size()];
    try (InputStream in = Files.newInputStream(file)) {
      int read = in.readNBytes(content, 0, content.length);
      if (in.read() >= 0) {
        throw new IOException("it grows while it is read");
      }
      return read == content.length ? content : Arrays.copyOf(content, read);
    }
  }
}
