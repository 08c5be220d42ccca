package io.finetune.download;

import io.finetune.DataException;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Downloads into a cache folder. A file there is whole: it grows as {@code NAME.part}, is checked,
 * and then renamed. An interrupted download goes on where it stopped, if the server says the file
 * is still the same. Processes sharing the folder wait for each other, by a lock per file.
 */
public final class Download {

  /** Told how far a download is. */
  @FunctionalInterface
  public interface Progress {
    /**
     * Called after every chunk.
     *
     * @param bytes received so far, resumed ones included
     * @param total size of the file, or -1 when the server does not say
     */
    void advanced(long bytes, long total);
  }

  private static final Logger LOG = LoggerFactory.getLogger(Download.class);
  private static final Transfer.Limits LIMITS =
      new Transfer.Limits(Duration.ofSeconds(60), 64L << 30);
  private static final int MAX_NAME = 100;

  private final Path folder;
  private final Progress progress;
  private final Transfer.Limits limits;

  Download(Path folder, Progress progress, Transfer.Limits limits) {
    this.folder = folder;
    this.progress = progress;
    this.limits = limits;
  }

  /** Downloads into a folder, made when first needed; 64 GiB a file at most. */
  public static Download to(Path folder) {
    return new Download(folder, (bytes, total) -> {}, LIMITS);
  }

  /** The same, telling {@code progress}. */
  public Download reporting(Progress progress) {
    return new Download(folder, progress, limits);
  }

  /** The same, refusing a file of more than {@code bytes}. */
  public Download atMost(long bytes) {
    return new Download(folder, progress, new Transfer.Limits(limits.patience(), bytes));
  }

  /** The folder that the environment variable {@code FINETUNE_HOME} names, or the user's cache. */
  public static Path cacheFolder() {
    String home = System.getenv("FINETUNE_HOME");
    return home == null || home.isBlank()
        ? Path.of(System.getProperty("user.home"), ".cache", "finetune")
        : Path.of(home);
  }

  /** Whether the file of a URL is already in the folder. */
  public boolean holds(URI uri) {
    return Files.exists(folder.resolve(fileName(uri)));
  }

  /**
   * The file of a URL, downloaded unless it is already there.
   *
   * @param uri {@code https:}, {@code http:} or {@code file:}
   * @param checksum what the file must be; if unknown, the SHA-256 found is logged
   * @return a whole, checked file in the folder
   * @throws DataException if the server refuses, the data stops, the file is too long, or the
   *     checksum differs
   */
  public Path get(URI uri, Checksum checksum) {
    Path target = folder.resolve(fileName(uri));
    try {
      return ProcessLock.holding(
          target,
          target.getFileName() + ".lock",
          () -> {
            if (!Files.exists(target) || !checksum.accepts(target)) {
              fetch(uri, target, checksum);
            }
            return target;
          });
    } catch (IOException e) {
      throw new DataException(
          "The download of "
              + uri
              + " failed: "
              + e
              + ". Run the command again to resume, or put the file at "
              + target.toAbsolutePath()
              + " yourself.",
          e);
    }
  }

  /** The URL's last part after a hash of the whole, so that equal names of two URLs differ. */
  private static String fileName(URI uri) {
    String path = Optional.ofNullable(uri.getPath()).orElse("");
    String last = path.substring(path.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9._-]", "_");
    last = last.substring(Math.max(0, last.length() - MAX_NAME)); // its end says what it is
    CRC32 crc = new CRC32();
    crc.update(uri.toString().getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().toHexDigits((int) crc.getValue()) + "-" + last;
  }

  private static Path sibling(Path target, String suffix) {
    return target.resolveSibling(target.getFileName() + suffix);
  }

  private void fetch(URI uri, Path target, Checksum checksum) throws IOException {
    Path part = sibling(target, ".part");
    Path tag = sibling(target, ".etag");
    switch (Transfer.scheme(uri)) {
      case "file" -> copy(uri, part);
      case "http", "https" ->
          new Transfer(uri, part, tag, limits, progress).run(checksum.isKnown());
      default ->
          throw new DataException(uri + " cannot be downloaded: use https, http or file URLs.");
    }
    String found = checksum.of(part);
    if (!checksum.matches(found)) {
      Files.delete(part);
      Files.deleteIfExists(tag);
      throw new DataException(
          "The download of "
              + uri
              + " has the checksum "
              + found
              + ", expected is "
              + checksum.hex()
              + ". It was discarded; try again, and if it persists the source has changed.");
    }
    if (!checksum.isKnown()) {
      LOG.warn("No checksum is known for {}; its SHA-256 is {}", uri, found);
    }
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Files.deleteIfExists(tag);
  }

  private void copy(URI uri, Path part) throws IOException {
    Path source;
    try {
      source = Path.of(uri);
    } catch (IllegalArgumentException e) {
      throw new DataException(uri + " is no address of a file: " + e.getMessage() + ".", e);
    }
    if (!Files.isRegularFile(source) || Files.size(source) > limits.bytes()) {
      throw new DataException(
          uri + " is no file, or longer than the " + limits.bytes() + " bytes that are allowed.");
    }
    Files.copy(source, part, StandardCopyOption.REPLACE_EXISTING);
  }
}
