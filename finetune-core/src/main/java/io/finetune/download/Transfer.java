package io.finetune.download;

import io.finetune.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One file over http or https into a part file, gone on with where it stopped if the server says
 * that it is still the same file. What the server says of lengths and ranges must fit together.
 *
 * @param uri the address
 * @param part grows; whole when {@link #run} returns
 * @param tagFile keeps the server's name for the version of which the part is one
 * @param limits how long and how much
 * @param progress told after every chunk
 */
record Transfer(URI uri, Path part, Path tagFile, Limits limits, Download.Progress progress) {

  /**
   * What a server may take.
   *
   * @param patience the longest time without an answer or a byte
   * @param bytes the most bytes of the file
   */
  record Limits(Duration patience, long bytes) {}

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);
  private static final int MAX_REDIRECTS = 8;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final Pattern STRONG_TAG = Pattern.compile("\"[\\x21\\x23-\\x7E]+\"");
  private static final Pattern RANGE = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");

  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT_TIMEOUT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  /**
   * Receives the file.
   *
   * @param verifiable whether a checksum will tell a torn file from a whole one
   * @throws IOException if the connection fails; a later run goes on from here
   * @throws DataException if the server refuses, or what it says does not fit together
   */
  void run(boolean verifiable) throws IOException {
    Optional<String> tag = Files.exists(part) ? rememberedTag() : Optional.empty();
    long have = tag.isPresent() ? Files.size(part) : 0;
    HttpResponse<InputStream> response = send(have, tag.orElse(""));
    if (have > 0 && (response.statusCode() == 206 || response.statusCode() == 416)) {
      try (InputStream body = response.body()) {
        OptionalLong total = totalOfRest(response, have);
        if (total.isPresent()) {
          receive(body, have, total.getAsLong());
          return;
        }
      }
      response = send(0, "");
    }
    try (InputStream body = response.body()) {
      receive(body, 0, fromTheStart(response, verifiable));
    }
  }

  /** The file's length, if what the server sends is all that is missing; else nothing. */
  private static OptionalLong totalOfRest(HttpResponse<?> response, long have) {
    Matcher range = RANGE.matcher(response.headers().firstValue("Content-Range").orElse(""));
    if (response.statusCode() != 206 || !range.matches()) {
      return OptionalLong.empty();
    }
    long total = Long.parseLong(range.group(3));
    boolean theRest =
        Long.parseLong(range.group(1)) == have && Long.parseLong(range.group(2)) == total - 1;
    long length = response.headers().firstValueAsLong("Content-Length").orElse(total - have);
    return theRest && length == total - have ? OptionalLong.of(total) : OptionalLong.empty();
  }

  /**
   * Makes ready for a whole file: what there is of another is deleted, but only now, since an error
   * of the server's must not cost it.
   *
   * @return the file's length, or -1 if the server does not say
   */
  private long fromTheStart(HttpResponse<?> response, boolean verifiable) throws IOException {
    requireFile(response);
    long total = response.headers().firstValueAsLong("Content-Length").orElse(-1);
    if (total < 0 && !verifiable && !endIsTold(response)) {
      throw new DataException(
          uri
              + " does not say how long the file is, and no checksum is known, so a torn file"
              + " could not be told from a whole one. Give the checksum, or download it by hand.");
    }
    Files.deleteIfExists(part);
    rememberTag(response);
    return total;
  }

  /** Follows redirects by hand, so that none leads from https to anything else. */
  private HttpResponse<InputStream> send(long have, String tag) throws IOException {
    URI at = uri;
    for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
      HttpResponse<InputStream> response = exchange(request(at, have, tag));
      if (!REDIRECTS.contains(response.statusCode())) {
        return response;
      }
      response.body().close();
      at = redirect(at, response.headers().firstValue("Location").orElse(""));
    }
    throw new DataException(uri + " redirects more than " + MAX_REDIRECTS + " times.");
  }

  private HttpRequest request(URI at, long have, String tag) {
    try {
      HttpRequest.Builder request = HttpRequest.newBuilder(at).timeout(limits.patience);
      if (have > 0) {
        request.header("Range", "bytes=" + have + "-").header("If-Range", tag);
      }
      return request.build();
    } catch (IllegalArgumentException e) {
      throw new DataException(at + " is no address of a file: " + e.getMessage() + ".", e);
    }
  }

  /** Where a redirect leads; refuses another scheme than the first address has. */
  URI redirect(URI at, String location) {
    URI next;
    try {
      next = at.resolve(URI.create(location));
    } catch (IllegalArgumentException e) {
      throw new DataException(uri + " redirects to what is no address: " + e.getMessage() + ".", e);
    }
    if (!scheme(next).equals(scheme(uri))) {
      throw new DataException(
          uri + " redirects to " + next + ", of another scheme. Give the final address itself.");
    }
    return next;
  }

  static String scheme(URI uri) {
    return Optional.ofNullable(uri.getScheme()).orElse("none").toLowerCase(Locale.ROOT);
  }

  private static HttpResponse<InputStream> exchange(HttpRequest request) throws IOException {
    try {
      return CLIENT.send(request, BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private void requireFile(HttpResponse<?> response) {
    if (response.statusCode() != 200) {
      throw new DataException(
          uri + " answered with status " + response.statusCode() + ". Check the address.");
    }
    String type = response.headers().firstValue("Content-Type").orElse("");
    if (type.toLowerCase(Locale.ROOT).startsWith("text/html")) {
      throw new DataException(
          uri
              + " answered with a web page in place of the file: it may have moved, or want a"
              + " login. Open it in a browser, and give the address of the file itself.");
    }
  }

  /** Whether the protocol tells the end of a body from the end of a connection. */
  private static boolean endIsTold(HttpResponse<?> response) {
    return response.version() == HttpClient.Version.HTTP_2
        || response.headers().firstValue("Transfer-Encoding").isPresent();
  }

  /** The tag beside a part; nothing if it is weak, torn or anything else than a tag. */
  private Optional<String> rememberedTag() throws IOException {
    if (!Files.exists(tagFile)) {
      return Optional.empty();
    }
    String tag = Files.readString(tagFile, StandardCharsets.ISO_8859_1);
    return Optional.of(tag).filter(STRONG_TAG.asMatchPredicate());
  }

  /** Keeps a strong ETag; without one a partial file is never continued. */
  private void rememberTag(HttpResponse<?> response) throws IOException {
    String tag = response.headers().firstValue("ETag").orElse("");
    Files.deleteIfExists(tagFile);
    if (STRONG_TAG.matcher(tag).matches()) {
      Files.writeString(tagFile, tag, StandardCharsets.ISO_8859_1);
    }
  }

  private void receive(InputStream body, long have, long total) throws IOException {
    requireAllowed(total);
    long bytes = have;
    byte[] chunk = new byte[1 << 16];
    try (IdleGuard guard = new IdleGuard(body, limits.patience);
        var out =
            Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (int n = read(body, chunk, bytes); n >= 0; n = read(body, chunk, bytes)) {
        guard.alive();
        bytes += n;
        requireAllowed(bytes);
        out.write(chunk, 0, n);
        progress.advanced(bytes, total);
      }
      guard.requirePatient();
    }
    if (total >= 0 && bytes != total) {
      throw new IOException("the data stopped after " + bytes + " of " + total + " bytes");
    }
  }

  private static int read(InputStream body, byte[] chunk, long bytes) throws IOException {
    try {
      return body.read(chunk);
    } catch (IOException e) {
      throw new IOException("the data stopped after " + bytes + " bytes: " + e.getMessage(), e);
    }
  }

  private void requireAllowed(long bytes) throws IOException {
    if (bytes > limits.bytes) {
      Files.deleteIfExists(part);
      throw new DataException(
          uri
              + " is longer than the "
              + limits.bytes
              + " bytes that are allowed. If it is what you want, download it by hand.");
    }
  }
}
