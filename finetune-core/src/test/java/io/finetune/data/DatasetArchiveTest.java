package io.finetune.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.finetune.DataException;
import io.finetune.download.Checksum;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fetching, against a server of the test's own. */
class DatasetArchiveTest {

  @TempDir Path cache;

  private final AtomicInteger requests = new AtomicInteger();
  private HttpServer server;
  private byte[] archive;

  @BeforeEach
  void serve() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(out))) {
      put(tar, "data/variants.txt", "A\nB\n");
      put(tar, "data/images_variant_trainval.txt", "1 A\n3 B\n");
      put(tar, "data/images_variant_test.txt", "2 A\n4 B\n");
      for (int image = 1; image <= 4; image++) {
        put(tar, "data/images/" + image + ".jpg", "");
      }
    }
    archive = out.toByteArray();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/planes.tar.gz",
        exchange -> {
          requests.incrementAndGet();
          exchange.sendResponseHeaders(200, archive.length);
          exchange.getResponseBody().write(archive);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static void put(TarArchiveOutputStream tar, String name, String text) throws IOException {
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(content.length);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }

  private DatasetEntry<Integer> entry(String md5) {
    String uri = "http://127.0.0.1:" + server.getAddress().getPort() + "/planes.tar.gz";
    return new DatasetEntry<>(
        "aircraft100",
        DatasetEntry.Argument.NONE,
        "Two planes.",
        OptionalInt.of(2),
        "2 + 2",
        "the test's",
        "",
        "",
        List.of(DatasetArchive.unpacked(uri, Checksum.md5(md5), "planes")),
        FineGrained::aircraft100);
  }

  private DatasetOptions options(boolean download) {
    return new DatasetOptions(Optional.empty(), download, cache, 0.2, 0);
  }

  private String md5() throws NoSuchAlgorithmException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(archive));
  }

  @Test
  void anArchiveIsFetchedUnpackedAndKept() throws NoSuchAlgorithmException {
    for (int run = 0; run < 2; run++) {
      Split<Integer> split = entry(md5()).open(options(true));
      assertEquals("images/1.jpg", split.train().get(0).id());
      assertEquals(2, split.test().size());
    }
    assertTrue(Files.isDirectory(cache.resolve("planes/data/images")));
    assertEquals(1, requests.get());
  }

  @Test
  void anotherContentThanPublishedIsRefused() {
    DataException failure =
        assertThrows(DataException.class, () -> entry("0".repeat(32)).open(options(true)));
    assertTrue(failure.getMessage().contains("expected is 0000"), failure.getMessage());
    assertTrue(Files.notExists(cache.resolve("planes")));
  }

  @Test
  void nothingIsFetchedUnasked() throws NoSuchAlgorithmException {
    DatasetEntry<Integer> entry = entry(md5());
    assertThrows(DataException.class, () -> entry.open(options(false)));
    assertEquals(0, requests.get());
  }
}
