package io.finetune.fault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Processes that share a cache: at once, killed, and on a disk that is full. */
@Tag("fault")
class SharedCacheTest {

  private static final byte[] CONTENT = new byte[2 << 20];
  private static final int HALF = CONTENT.length / 2;
  private static final String TAG = "\"one\"";

  static {
    new Random(9).nextBytes(CONTENT);
  }

  @TempDir Path temp;

  private final List<String> ranges = Collections.synchronizedList(new ArrayList<>());

  /** Each permit lets a response go on past its first half. */
  private final Semaphore secondHalf = new Semaphore(0);

  private final List<Child> children = new ArrayList<>();
  private ExecutorService threads;
  private HttpServer server;

  private record Child(Process process, Path log) {

    boolean isWaiting() throws IOException {
      return Files.readString(log, StandardCharsets.UTF_8).contains("waiting for it");
    }

    String ends(int status) throws IOException, InterruptedException {
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the process does not end");
      String text = Files.readString(log, StandardCharsets.UTF_8).strip();
      assertEquals(status, process.exitValue(), text);
      return text.substring(text.lastIndexOf('\n') + 1);
    }
  }

  @BeforeEach
  void start() throws IOException {
    threads = Executors.newCachedThreadPool();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/weights.bin", this::serve);
    server.start();
  }

  @AfterEach
  void stop() {
    children.forEach(child -> child.process.destroyForcibly());
    server.stop(0);
    threads.shutdownNow();
  }

  private void serve(HttpExchange exchange) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    ranges.add(String.valueOf(range));
    boolean same = TAG.equals(exchange.getRequestHeaders().getFirst("If-Range"));
    int from = range != null && same ? Integer.parseInt(range.substring(6, range.length() - 1)) : 0;
    exchange.getResponseHeaders().set("ETag", TAG);
    exchange
        .getResponseHeaders()
        .set("Content-Range", "bytes " + from + "-" + (CONTENT.length - 1) + "/" + CONTENT.length);
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, CONTENT.length - from);
    try (OutputStream out = exchange.getResponseBody()) {
      int half = Math.max(from, HALF);
      out.write(CONTENT, from, half - from);
      out.flush();
      secondHalf.acquire();
      out.write(CONTENT, half, CONTENT.length - half);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Child fetch(String... prefix) throws Exception {
    String uri = "http://127.0.0.1:" + server.getAddress().getPort() + "/weights.bin";
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(CONTENT);
    return child(
        List.of(prefix), "fetch", cache().toString(), uri, HexFormat.of().formatHex(digest));
  }

  private Path cache() {
    return temp.resolve("cache");
  }

  private Child child(List<String> prefix, String... args) throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx64m", "-XX:-UsePerfData", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(CacheChild.class.getName());
    command.addAll(List.of(args));
    Path log = temp.resolve("child-" + children.size() + ".log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    children.add(new Child(process, log));
    return children.get(children.size() - 1);
  }

  private List<Path> cached(String suffix) throws IOException {
    try (Stream<Path> all = Files.list(cache())) {
      return all.filter(path -> path.toString().endsWith(suffix)).toList();
    }
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    long stop = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.call()) {
      assertTrue(System.nanoTime() < stop, "waited for in vain");
      Thread.sleep(20);
    }
  }

  private boolean partHasGrown() throws IOException {
    return Files.isDirectory(cache())
        && !cached(".part").isEmpty()
        && Files.size(cached(".part").get(0)) > HALF / 2;
  }

  @Test
  void twoProcessesDownloadAFileOnce() throws Exception {
    Child one = fetch();
    Child two = fetch();
    await(this::partHasGrown);
    await(() -> one.isWaiting() || two.isWaiting());
    assertTrue(one.process.isAlive() && two.process.isAlive());
    assertTrue(cached("weights.bin").isEmpty(), "a part must not have the name of the whole");
    secondHalf.release(2);
    String path = one.ends(0);
    assertEquals(path, two.ends(0));
    assertArrayEquals(CONTENT, Files.readAllBytes(Path.of(path)));
    assertEquals(List.of("null"), ranges);
  }

  @Test
  void whoWaitsForAKilledDownloaderGoesOnWhereItStopped() throws Exception {
    Child killed = fetch();
    await(this::partHasGrown);
    Child waiting = fetch();
    await(waiting::isWaiting);
    killed.process.destroyForcibly().waitFor();
    secondHalf.release(2); // one for the response that nobody reads any more
    assertArrayEquals(CONTENT, Files.readAllBytes(Path.of(waiting.ends(0))));
    assertEquals(2, ranges.size());
    assertTrue(ranges.get(1).matches("bytes=[1-9]\\d*-"), ranges.toString());
    assertTrue(cached(".part").isEmpty() && cached(".etag").isEmpty());
  }

  /** The system lets the process write files of 800 blocks of 512 or 1024 bytes, and no longer. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aDiskThatIsFullLeavesAPartThatIsResumed() throws Exception {
    secondHalf.release(10);
    Child full = fetch("sh", "-c", "ulimit -f 800 && exec \"$@\"", "sh");
    String message = full.ends(1);
    assertTrue(message.contains("File too large"), message);
    assertTrue(message.contains("to resume"), message);
    assertTrue(cached("weights.bin").isEmpty());
    long have = Files.size(cached(".part").get(0));
    assertTrue(have > 0 && have <= 800 << 10, "part of " + have);
    assertArrayEquals(CONTENT, Files.readAllBytes(Path.of(fetch().ends(0))));
    assertEquals(List.of("null", "bytes=" + have + "-"), ranges);
  }

  private Path archive() throws IOException {
    Path file = temp.resolve("archive.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      for (int i = 0; i < 3000; i++) {
        out.putNextEntry(new ZipEntry(i % 100 + "/" + i));
        out.write(CONTENT, i, 5000);
      }
    }
    return file;
  }

  private static long files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).count();
    }
  }

  @Test
  void aKilledUnpackingLeavesNoHalfFolder() throws Exception {
    String archive = archive().toString();
    Path target = temp.resolve("data");
    Child killed = child(List.of(), "unpack", archive, target.toString());
    Path unfinished = temp.resolve(".data.unpacking/0/0");
    await(() -> Files.exists(unfinished));
    killed.process.destroyForcibly().waitFor();
    assertFalse(Files.exists(target));
    assertEquals("true", child(List.of(), "unpack", archive, target.toString()).ends(0));
    assertEquals(3000, files(target));
    assertFalse(Files.exists(temp.resolve(".data.unpacking")));
  }

  @Test
  void twoProcessesUnpackAnArchiveOnce() throws Exception {
    String archive = archive().toString();
    Path target = temp.resolve("data");
    Child one = child(List.of(), "unpack", archive, target.toString());
    Child two = child(List.of(), "unpack", archive, target.toString());
    List<String> answers = Stream.of(one.ends(0), two.ends(0)).sorted().toList();
    assertEquals(List.of("false", "true"), answers);
    assertEquals(3000, files(target));
  }
}
