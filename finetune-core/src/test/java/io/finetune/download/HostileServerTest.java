package io.finetune.download;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.DataException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that break off, lie, hang, or send something else. */
class HostileServerTest {

  private static final byte[] CONTENT = new byte[100_000];
  private static final int CUT = 40_000;
  private static final String LENGTH = "Content-Length: " + CONTENT.length;
  private static final String TAG = "ETag: \"one\"";

  static {
    new Random(3).nextBytes(CONTENT);
  }

  @TempDir Path temp;
  private RawServer server;

  @BeforeEach
  void start() throws IOException {
    server = new RawServer((request, out) -> whole(out));
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private static void whole(OutputStream out) throws IOException {
    RawServer.head(out, "200 OK", LENGTH, TAG);
    out.write(CONTENT);
  }

  private static void cut(OutputStream out) throws IOException {
    RawServer.head(out, "200 OK", LENGTH, TAG);
    out.write(CONTENT, 0, CUT);
  }

  private static Checksum checksum() throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(CONTENT);
    return Checksum.sha256(HexFormat.of().formatHex(digest));
  }

  private Download download() {
    Transfer.Limits limits = new Transfer.Limits(Duration.ofMillis(400), 1 << 20);
    return new Download(temp, (bytes, total) -> {}, limits);
  }

  private List<Path> left(String suffix) throws IOException {
    try (Stream<Path> list = Files.list(temp)) {
      return list.filter(p -> p.toString().endsWith(suffix)).toList();
    }
  }

  /** The download fails for a reason, and no file with the final name appears. */
  private void fails(String reason, Checksum checksum) throws IOException {
    DataException e =
        assertThrows(DataException.class, () -> download().get(server.uri(), checksum));
    assertTrue(e.getMessage().contains(reason), e.getMessage());
    assertEquals(List.of(), left("file.bin"), reason);
  }

  private void succeeds(Checksum checksum) throws IOException {
    assertArrayEquals(CONTENT, Files.readAllBytes(download().get(server.uri(), checksum)));
    assertEquals(List.of(), left(".part"));
    assertEquals(List.of(), left(".etag"));
  }

  /** Breaks the first download off, so that there is something to resume. */
  private void interrupted() throws IOException {
    server.answers((request, out) -> cut(out));
    fails("the data stopped after", Checksum.unknown());
    Files.write(left(".part").get(0), Arrays.copyOf(CONTENT, CUT)); // the client loses some of it
    server.requests.clear();
  }

  @Test
  void aBodyThatBreaksOffIsNeverWhole() throws Exception {
    for (Checksum checksum : List.of(Checksum.unknown(), checksum())) {
      server.answers((request, out) -> cut(out));
      fails("", checksum);
      server.answers(
          (request, out) -> {
            RawServer.head(out, "200 OK", "Transfer-Encoding: chunked");
            out.write("1000\r\n".getBytes(StandardCharsets.ISO_8859_1));
            out.write(CONTENT, 0, 0x1000);
            out.write("\r\n".getBytes(StandardCharsets.ISO_8859_1));
          });
      fails("", checksum);
    }
    server.answers(
        (request, out) -> {
          RawServer.head(out, "200 OK", "Connection: close");
          out.write(CONTENT, 0, CUT);
        });
    fails("does not say how long", Checksum.unknown());
    fails("has the checksum", checksum());
    server.answers(
        (request, out) -> {
          RawServer.head(out, "200 OK", "Connection: close");
          out.write(CONTENT);
        });
    succeeds(checksum());
  }

  @Test
  void moreThanDeclaredAndSomethingElseAreDiscarded() throws Exception {
    server.answers(
        (request, out) -> {
          RawServer.head(out, "200 OK", "Content-Length: " + CUT);
          out.write(CONTENT);
        });
    fails("has the checksum", checksum());
    server.answers(
        (request, out) -> {
          RawServer.head(out, "200 OK", LENGTH);
          out.write(CONTENT);
          out.write(CONTENT);
        });
    succeeds(checksum());
    Files.delete(left("file.bin").get(0));
    server.answers(
        (request, out) -> {
          RawServer.head(out, "200 OK", "Content-Type: text/html; charset=utf-8", LENGTH);
          out.write(CONTENT);
        });
    fails("web page", Checksum.unknown());
    server.answers(
        (request, out) -> {
          RawServer.head(out, "200 OK", "Content-Length: 6");
          out.write("<html>".getBytes(StandardCharsets.ISO_8859_1));
        });
    fails("has the checksum", checksum());
    assertEquals(List.of(), left(".part"));
  }

  @Test
  void aServerThatHangsIsLeft() throws Exception {
    server.answers((request, out) -> Thread.sleep(20_000));
    fails("", checksum());
    for (String head : List.of(LENGTH, "Transfer-Encoding: chunked", "Connection: close")) {
      server.answers(
          (request, out) -> {
            RawServer.head(out, "200 OK", head);
            out.write("5\r\nhello\r\n".getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            Thread.sleep(20_000);
          });
      long start = System.nanoTime();
      fails("", checksum());
      assertTrue(System.nanoTime() - start < 10_000_000_000L, head);
    }
  }

  @Test
  void redirectsStayWithinTheScheme() throws Exception {
    for (String location :
        List.of(
            "https://127.0.0.1/file.bin",
            "file:///etc/passwd",
            "ftp://127.0.0.1/file.bin",
            "jar:file:/a.jar!/b",
            "data:text/plain,hello")) {
      server.answers((request, out) -> RawServer.head(out, "302 Found", "Location: " + location));
      fails("of another scheme", checksum());
    }
    for (String location : List.of("http://", "http:opaque", "http://[::", "%", "\\\\host")) {
      server.answers((request, out) -> RawServer.head(out, "302 Found", "Location: " + location));
      fails("address", checksum());
    }
    for (String headers : List.of("Location: /again", "X-Location: none")) {
      server.answers((request, out) -> RawServer.head(out, "307 Again", headers));
      fails("redirects more than 8 times", checksum());
    }
    Transfer secure =
        new Transfer(URI.create("https://host/a"), temp, temp, null, (bytes, total) -> {});
    assertThrows(
        DataException.class, () -> secure.redirect(URI.create("https://host/a"), "http://host/b"));
    assertEquals(
        URI.create("https://other/b"), secure.redirect(URI.create("https://host/a"), "//other/b"));
  }

  @Test
  void aPartIsContinuedOnlyIfWhatComesIsTheRestOfIt() throws Exception {
    String rest = (CONTENT.length - 1) + "/" + CONTENT.length;
    List<String> lies =
        List.of(
            "Content-Range: bytes 0-" + rest,
            "Content-Range: bytes " + (CUT - 1) + "-" + rest,
            "Content-Range: bytes " + CUT + "-" + (CUT + 9) + "/" + CONTENT.length,
            "Content-Range: bytes " + CUT + "-" + (CONTENT.length - 1) + "/*",
            "Content-Range: bytes " + CUT + "-" + (CONTENT.length + 5) + "/" + CONTENT.length,
            "Content-Range: bytes */" + CONTENT.length,
            "Content-Range: bytes " + CUT + "-99999999999999999999/99999999999999999999",
            "X: 1");
    for (String lie : lies) {
      interrupted();
      server.answers(
          (request, out) -> {
            if (request.containsKey("range")) {
              RawServer.head(out, "206 Partial", lie, TAG, "Content-Length: 10");
              out.write(CONTENT, 0, 10);
            } else {
              whole(out);
            }
          });
      succeeds(Checksum.unknown());
      assertEquals(2, server.requests.size(), lie);
      Files.delete(left("file.bin").get(0));
    }
  }

  @Test
  void aPartIsContinuedWithItsTag() throws Exception {
    interrupted();
    server.answers(
        (request, out) -> {
          RawServer.head(
              out,
              "206 Partial",
              "Content-Range: bytes " + CUT + "-" + (CONTENT.length - 1) + "/" + CONTENT.length);
          out.write(CONTENT, CUT, CONTENT.length - CUT);
        });
    succeeds(Checksum.unknown());
    assertEquals("bytes=" + CUT + "-", server.requests.get(0).get("range"));
    assertEquals("\"one\"", server.requests.get(0).get("if-range"));
  }

  @Test
  void anErrorOfTheServerDoesNotCostThePart() throws Exception {
    interrupted();
    for (String status : List.of("503 Busy", "500 Broken", "403 No")) {
      server.answers((request, out) -> RawServer.head(out, status, "Content-Length: 0"));
      fails(status.substring(0, 3), Checksum.unknown());
      assertEquals(CUT, Files.size(left(".part").get(0)));
    }
  }

  @Test
  void withoutAStrongTagAPartIsNeverContinued() throws Exception {
    interrupted();
    Path tag = left(".etag").get(0);
    for (String torn : List.of("", "\"on", "W/\"one\"", "\"o\nne\"", "\u00ff\u00fe")) {
      Files.writeString(tag, torn, StandardCharsets.ISO_8859_1);
      server.requests.clear();
      server.answers((request, out) -> cut(out));
      fails("stopped after", Checksum.unknown());
      assertNull(server.requests.get(0).get("range"), torn);
    }
    server.answers((request, out) -> whole(out));
    succeeds(checksum());
  }

  @Test
  void aFileIsNoLongerThanAllowed() throws Exception {
    Download strict = download().atMost(CONTENT.length - 1);
    for (String head : List.of(LENGTH, "Connection: close", "Transfer-Encoding: chunked")) {
      server.answers(
          (request, out) -> {
            RawServer.head(out, "200 OK", head, TAG);
            if (head.startsWith("Transfer")) {
              out.write("186A0\r\n".getBytes(StandardCharsets.ISO_8859_1));
            }
            out.write(CONTENT);
          });
      Checksum checksum = checksum();
      DataException e = assertThrows(DataException.class, () -> strict.get(server.uri(), checksum));
      assertTrue(e.getMessage().contains("longer than the 99999 bytes"), e.getMessage());
      assertEquals(List.of(), left(".part"));
    }
    Path local = Files.write(temp.resolve("local"), CONTENT);
    for (URI uri : List.of(local.toUri(), temp.toUri(), URI.create("file:///dev/zero"))) {
      assertThrows(DataException.class, () -> strict.get(uri, Checksum.unknown()), uri.toString());
    }
    for (String bad : List.of("file://host/a", "file:relative", "http:///a", "none")) {
      assertThrows(DataException.class, () -> strict.get(URI.create(bad), Checksum.unknown()), bad);
    }
  }

  @Test
  void aLongNameIsCutAndAFolderOfTwoNamesIsOne() throws Exception {
    server.answers(
        (request, out) -> {
          Thread.sleep(100);
          whole(out);
        });
    URI uri = URI.create(server.uri() + "/" + "n".repeat(400) + ".pth");
    Path other = temp.resolveSibling(temp.getFileName() + "-link");
    Files.createSymbolicLink(other, temp);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Checksum checksum = checksum();
      List<Future<Path>> both =
          threads.invokeAll(
              List.of(
                  () -> Download.to(temp).get(uri, checksum),
                  () -> Download.to(other).get(uri, checksum)));
      for (Future<Path> one : both) {
        assertTrue(one.get().toString().endsWith("nnn.pth"));
        assertArrayEquals(CONTENT, Files.readAllBytes(one.get()));
      }
      assertEquals(1, server.requests.size());
    } finally {
      threads.shutdown();
      Files.delete(other);
    }
    assertFalse(left(".pth").isEmpty());
  }

  @Test
  void aPartIsContinuedFromWhereverItStopped() throws Exception {
    for (int have : new int[] {1, CUT - 1, CONTENT.length - 1, CONTENT.length}) {
      interrupted();
      Files.write(left(".part").get(0), Arrays.copyOf(CONTENT, have));
      server.answers(
          (request, out) -> {
            if (have == CONTENT.length && request.containsKey("range")) {
              RawServer.head(out, "416 No", "Content-Length: 0");
            } else if (request.containsKey("range")) {
              String range = "bytes " + have + "-" + (CONTENT.length - 1) + "/" + CONTENT.length;
              RawServer.head(out, "206 Partial", "Content-Range: " + range);
              out.write(CONTENT, have, CONTENT.length - have);
            } else {
              whole(out);
            }
          });
      succeeds(Checksum.unknown());
      Files.delete(left("file.bin").get(0));
    }
  }
}
