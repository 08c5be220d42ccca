package io.finetune.download;

import io.finetune.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int MAX_REDIRECTS = 8;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  /** File locks keep processes apart, not threads: those wait here. */
  private static final Map<Path, Object> IN_PROCESS = new ConcurrentHashMap<>();

  private final Path folder;
  private final Progress progress;
  private final Duration patience;
  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT_TIMEOUT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  /** A download that gives up after {@code patience} without an answer or a byte. */
  Download(Path folder, Progress progress, Duration patience) {
    this.folder = folder;
    this.progress = progress;
    this.patience = patience;
  }

  /** Downloads into a folder, made when first needed. */
  public static Download to(Path folder) {
    return new Download(folder, (bytes, total) -> {}, PATIENCE);
  }

  /** The same, telling {@code progress}. */
  public Download reporting(Progress progress) {
    return new Download(folder, progress, patience);
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
   * @throws DataException if the server refuses, the data stops, or the checksum differs
   */
  public Path get(URI uri, Checksum checksum) {
    Path target = folder.resolve(fileName(uri));
    try {
      Files.createDirectories(folder);
      synchronized (IN_PROCESS.computeIfAbsent(target.toAbsolutePath(), p -> new Object())) {
        return getLocked(uri, target, checksum);
      }
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

  private Path getLocked(URI uri, Path target, Checksum checksum) throws IOException {
    try (FileChannel channel =
            FileChannel.open(
                sibling(target, ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      if (!lock.isValid() || !Files.exists(target) || !checksum.accepts(target)) {
        fetch(uri, target, checksum);
      }
      return target;
    }
  }

  /** The URL's last part after a hash of the whole, so that equal names of two URLs differ. */
  private static String fileName(URI uri) {
    String path = Optional.ofNullable(uri.getPath()).orElse("");
    String last = path.substring(path.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9._-]", "_");
    CRC32 crc = new CRC32();
    crc.update(uri.toString().getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().toHexDigits((int) crc.getValue()) + "-" + last;
  }

  private static Path sibling(Path target, String suffix) {
    return target.resolveSibling(target.getFileName() + suffix);
  }

  private void fetch(URI uri, Path target, Checksum checksum) throws IOException {
    Path part = sibling(target, ".part");
    switch (scheme(uri)) {
      case "file" -> Files.copy(Path.of(uri), part, StandardCopyOption.REPLACE_EXISTING);
      case "http", "https" -> overHttp(uri, part, sibling(target, ".etag"));
      default ->
          throw new DataException(uri + " cannot be downloaded: use https, http or file URLs.");
    }
    String found = checksum.of(part);
    if (!checksum.matches(found)) {
      Files.delete(part);
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
    Files.deleteIfExists(sibling(target, ".etag"));
  }

  private static String scheme(URI uri) {
    return Optional.ofNullable(uri.getScheme()).orElse("none").toLowerCase(Locale.ROOT);
  }

  private void overHttp(URI uri, Path part, Path etagFile) throws IOException {
    boolean resumable = Files.exists(part) && Files.exists(etagFile);
    long have = resumable ? Files.size(part) : 0;
    HttpResponse<InputStream> response =
        send(uri, have, resumable ? Files.readString(etagFile) : "");
    try (InputStream body = response.body()) {
      boolean partial = response.statusCode() == 206 && have > 0;
      if (partial) {
        requireRange(uri, response, have);
      } else if (response.statusCode() == 416) {
        Files.delete(part); // nothing lies past it: it was whole but not yet renamed, or is wrong
        overHttp(uri, part, etagFile);
        return;
      } else if (response.statusCode() != 200) {
        throw new DataException(
            uri + " answered with status " + response.statusCode() + ". Check the address.");
      } else {
        have = 0;
        Files.deleteIfExists(part);
        rememberTag(response, etagFile);
      }
      long length = response.headers().firstValueAsLong("Content-Length").orElse(-1);
      receive(body, part, have, length < 0 ? -1 : have + length);
    }
  }

  /** Follows redirects by hand, so that none leads from https to anything else. */
  private HttpResponse<InputStream> send(URI uri, long have, String tag) throws IOException {
    URI at = uri;
    for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
      HttpRequest.Builder request = HttpRequest.newBuilder(at).timeout(patience);
      if (have > 0) {
        request.header("Range", "bytes=" + have + "-").header("If-Range", tag);
      }
      HttpResponse<InputStream> response = exchange(request.build());
      if (!REDIRECTS.contains(response.statusCode())) {
        return response;
      }
      response.body().close();
      String location = response.headers().firstValue("Location").orElse("");
      URI next = at.resolve(URI.create(location));
      if (!scheme(next).equals(scheme(uri))) {
        throw new DataException(
            uri + " redirects to " + next + ", of another scheme. Give the final address itself.");
      }
      at = next;
    }
    throw new DataException(uri + " redirects more than " + MAX_REDIRECTS + " times.");
  }

  private HttpResponse<InputStream> exchange(HttpRequest request) throws IOException {
    try {
      return client.send(request, BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static void requireRange(URI uri, HttpResponse<?> response, long have) {
    String range = response.headers().firstValue("Content-Range").orElse("");
    if (!range.startsWith("bytes " + have + "-")) {
      throw new DataException(
          uri + " answered with the range '" + range + "' to a request from byte " + have + ".");
    }
  }

  /** Keeps a strong ETag; without one a partial file is never continued. */
  private static void rememberTag(HttpResponse<?> response, Path etagFile) throws IOException {
    String tag = response.headers().firstValue("ETag").orElse("W/");
    if (tag.startsWith("W/")) {
      Files.deleteIfExists(etagFile);
    } else {
      Files.writeString(etagFile, tag);
    }
  }

  private void receive(InputStream body, Path part, long have, long total) throws IOException {
    long bytes = have;
    byte[] chunk = new byte[1 << 16];
    try (IdleGuard guard = new IdleGuard(body, patience);
        var out =
            Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (int n = body.read(chunk); n >= 0; n = body.read(chunk)) {
        guard.alive();
        out.write(chunk, 0, n);
        bytes += n;
        progress.advanced(bytes, total);
      }
    }
    if (total >= 0 && bytes != total) {
      throw new IOException("the data stopped after " + bytes + " of " + total + " bytes");
    }
  }
}
