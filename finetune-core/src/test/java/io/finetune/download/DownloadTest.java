package io.finetune.download;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.finetune.DataException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadTest {

  private static final byte[] CONTENT = new byte[200_000];

  static {
    new Random(1).nextBytes(CONTENT);
  }

  @TempDir Path temp;
  private HttpServer server;
  private ExecutorService threads;
  private final List<String> ranges = Collections.synchronizedList(new ArrayList<>());
  private volatile String tag = "\"one\"";
  private volatile boolean cutOnce;
  private volatile boolean ignoreRange;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    threads = Executors.newCachedThreadPool();
    server.setExecutor(threads);
    server.createContext("/file.bin", this::serve);
    server.createContext("/gone", e -> answer(e, 404, new byte[0]));
    server.createContext("/jump", e -> redirect(e, "/file.bin"));
    server.createContext("/leap", e -> redirect(e, "ftp://localhost/file.bin"));
    server.createContext("/loop", e -> redirect(e, "/loop"));
    server.createContext("/stall", this::stall);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void serve(HttpExchange exchange) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    ranges.add(String.valueOf(range));
    exchange.getResponseHeaders().set("ETag", tag);
    boolean same = tag.equals(exchange.getRequestHeaders().getFirst("If-Range"));
    if (range != null && same && !ignoreRange) {
      int from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
      if (from >= CONTENT.length) {
        answer(exchange, 416, new byte[0]);
        return;
      }
      exchange
          .getResponseHeaders()
          .set(
              "Content-Range", "bytes " + from + "-" + (CONTENT.length - 1) + "/" + CONTENT.length);
      answer(exchange, 206, Arrays.copyOfRange(CONTENT, from, CONTENT.length));
    } else if (cutOnce) {
      cutOnce = false;
      exchange.sendResponseHeaders(200, CONTENT.length);
      exchange.getResponseBody().write(CONTENT, 0, 70_000);
      exchange.getResponseBody().flush();
      exchange.close();
    } else {
      answer(exchange, 200, CONTENT);
    }
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static void redirect(HttpExchange exchange, String to) throws IOException {
    exchange.getResponseHeaders().set("Location", to);
    answer(exchange, 302, new byte[0]);
  }

  private void stall(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 1000);
    exchange.getResponseBody().write(new byte[10]);
    exchange.getResponseBody().flush();
    // never closed: the client must give up by itself
  }

  private URI uri(String path) {
    return URI.create("http://localhost:" + server.getAddress().getPort() + path);
  }

  private static Checksum checksum() throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(CONTENT);
    return Checksum.sha256(HexFormat.of().formatHex(digest));
  }

  private List<Path> left(String suffix) throws IOException {
    try (Stream<Path> list = Files.list(temp)) {
      return list.filter(p -> p.toString().endsWith(suffix)).toList();
    }
  }

  @Test
  void downloadsOnceAndReportsProgress() throws Exception {
    List<Long> seen = new ArrayList<>();
    Download download = Download.to(temp).reporting((bytes, total) -> seen.add(bytes - total));
    Path file = download.get(uri("/jump"), checksum());
    assertArrayEquals(CONTENT, Files.readAllBytes(file));
    assertEquals(0L, seen.get(seen.size() - 1));
    assertEquals(file, download.get(uri("/jump"), checksum()));
    assertEquals(List.of("null"), ranges);
    assertTrue(left(".part").isEmpty());
  }

  @Test
  void resumesAfterACut() throws Exception {
    cutOnce = true;
    Download download = Download.to(temp);
    DataException e =
        assertThrows(DataException.class, () -> download.get(uri("/file.bin"), checksum()));
    assertTrue(e.getMessage().contains("to resume"), e.getMessage());
    assertEquals(0, left("file.bin").size());
    long have = Files.size(left(".part").get(0));
    assertTrue(have > 0 && have <= 70_000, "part " + have);
    assertArrayEquals(CONTENT, Files.readAllBytes(download.get(uri("/file.bin"), checksum())));
    assertEquals(List.of("null", "bytes=" + have + "-"), ranges);
  }

  @Test
  void startsAfreshWhenTheFileChangedOrRangesAreUnknown() throws Exception {
    for (boolean changed : new boolean[] {true, false}) {
      Path folder = Files.createDirectory(temp.resolve("changed-" + changed));
      cutOnce = true;
      Download download = Download.to(folder);
      assertThrows(DataException.class, () -> download.get(uri("/file.bin"), checksum()));
      tag = changed ? "\"two\"" : tag;
      ignoreRange = !changed;
      assertArrayEquals(CONTENT, Files.readAllBytes(download.get(uri("/file.bin"), checksum())));
    }
  }

  @Test
  void aWholePartFromBeforeACrashIsNotATrap() throws Exception {
    cutOnce = true;
    Download download = Download.to(temp);
    assertThrows(DataException.class, () -> download.get(uri("/file.bin"), checksum()));
    Files.write(left(".part").get(0), CONTENT);
    assertArrayEquals(CONTENT, Files.readAllBytes(download.get(uri("/file.bin"), checksum())));
  }

  @Test
  void wrongContentIsDiscarded() throws Exception {
    Checksum wrong = Checksum.sha256("00".repeat(32));
    DataException e =
        assertThrows(DataException.class, () -> Download.to(temp).get(uri("/file.bin"), wrong));
    assertTrue(e.getMessage().contains(checksum().hex()), e.getMessage());
    assertTrue(left("file.bin").isEmpty() && left(".part").isEmpty());
  }

  @Test
  void aDamagedCachedFileIsFetchedAgain() throws Exception {
    Path file = Download.to(temp).get(uri("/file.bin"), checksum());
    Files.writeString(file, "damaged");
    Download.to(temp).get(uri("/file.bin"), checksum());
    assertArrayEquals(CONTENT, Files.readAllBytes(file));
  }

  @Test
  void refusesMissingFilesForeignRedirectsAndLoops() {
    refused("/gone", "404");
    refused("/leap", "another scheme");
    refused("/loop", "redirects more than");
  }

  private void refused(String path, String reason) {
    DataException e =
        assertThrows(
            DataException.class, () -> Download.to(temp).get(uri(path), Checksum.unknown()));
    assertTrue(e.getMessage().contains(reason), e.getMessage());
  }

  @Test
  void givesUpOnAServerThatStalls() {
    Download impatient =
        new Download(
            temp, (bytes, total) -> {}, new Transfer.Limits(Duration.ofMillis(500), 1 << 20));
    long start = System.nanoTime();
    assertThrows(DataException.class, () -> impatient.get(uri("/stall"), Checksum.unknown()));
    assertTrue(System.nanoTime() - start < Duration.ofSeconds(20).toNanos());
  }

  @Test
  void threadsThatWantTheSameFileShareOneDownload() throws Exception {
    Checksum checksum = checksum();
    Callable<Path> task = () -> Download.to(temp).get(uri("/file.bin"), checksum);
    for (Future<Path> path : threads.invokeAll(List.of(task, task, task))) {
      assertArrayEquals(CONTENT, Files.readAllBytes(path.get()));
    }
    assertEquals(List.of("null"), ranges);
  }

  @Test
  void fileUrlsAreCopiedAndOthersRefused() throws Exception {
    Path source = Files.write(temp.resolve("source"), CONTENT);
    Path file = Download.to(temp.resolve("cache")).get(source.toUri(), checksum());
    assertArrayEquals(CONTENT, Files.readAllBytes(file));
    assertThrows(
        DataException.class,
        () -> Download.to(temp).get(URI.create("ftp://localhost/x"), Checksum.unknown()));
    assertThrows(DataException.class, () -> Checksum.sha256("abc"));
    assertFalse(Checksum.unknown().isKnown());
  }
}
