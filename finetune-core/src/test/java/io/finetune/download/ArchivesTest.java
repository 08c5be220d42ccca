package io.finetune.download;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.DataException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchivesTest {

  private static final byte[] TEXT = "hello".getBytes(StandardCharsets.US_ASCII);

  @TempDir Path temp;

  private Path zip(String... names) throws IOException {
    Path file = temp.resolve("a.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      for (String name : names) {
        out.putNextEntry(new ZipEntry(name));
        out.write(TEXT);
      }
    }
    return file;
  }

  private Path tar(byte kind, String... names) throws IOException {
    Path file = temp.resolve("a.tar");
    try (TarArchiveOutputStream out = new TarArchiveOutputStream(Files.newOutputStream(file))) {
      for (String name : names) {
        TarArchiveEntry entry = new TarArchiveEntry(name, kind, true);
        boolean plain = kind == TarConstants.LF_NORMAL;
        entry.setSize(plain ? TEXT.length : 0);
        entry.setLinkName(plain ? "" : "/etc/passwd");
        out.putArchiveEntry(entry);
        if (plain) {
          out.write(TEXT);
        }
        out.closeArchiveEntry();
      }
    }
    return file;
  }

  private void refused(Path archive, long limit, String reason) throws IOException {
    Path target = temp.resolve("out").resolve("data");
    DataException e =
        assertThrows(DataException.class, () -> Archives.extract(archive, target, limit));
    assertTrue(e.getMessage().contains(reason), e.getMessage());
    try (Stream<Path> left = Files.list(temp.resolve("out"))) {
      List<Path> lock = List.of(temp.resolve("out").resolve(".data.lock"));
      assertEquals(lock, left.toList(), "nothing but the lock may be left");
    }
    assertFalse(Files.exists(temp.resolve("evil")));
  }

  @Test
  void unpacksZipTarAndTarGz() throws IOException {
    Path tar = tar(TarConstants.LF_NORMAL, "x/one.txt", "two.txt");
    Path gz = temp.resolve("a.tgz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(gz))) {
      Files.copy(tar, out);
    }
    for (Path archive : List.of(zip("x/one.txt", "two.txt"), tar, gz)) {
      Path target = temp.resolve("unpacked-" + archive.getFileName());
      Archives.extract(archive, target, 10);
      assertEquals("hello", Files.readString(target.resolve("x/one.txt")));
      assertEquals("hello", Files.readString(target.resolve("two.txt")));
      assertThrows(DataException.class, () -> Archives.extract(archive, target, 10));
    }
  }

  @Test
  void refusesEntriesThatLeadOutside() throws IOException {
    for (String name : List.of("../evil", "x/../../evil", "..\\evil", "C:/evil")) {
      refused(zip("good.txt", name), 100, "leads outside");
      refused(tar(TarConstants.LF_NORMAL, "good.txt", name), 100, "outside");
    }
    refused(zip("/evil"), 100, "leads outside");
  }

  @Test
  void refusesLinksAndDevices() throws IOException {
    for (byte kind :
        new byte[] {
          TarConstants.LF_SYMLINK,
          TarConstants.LF_LINK,
          TarConstants.LF_CHR,
          TarConstants.LF_BLK,
          TarConstants.LF_FIFO
        }) {
      refused(tar(kind, "x"), 100, "a link, a device");
    }
  }

  @Test
  void refusesMoreThanAllowed() throws IOException {
    refused(zip("a", "b"), 9, "more bytes than allowed");
    Path bomb = temp.resolve("bomb.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(bomb))) {
      out.putNextEntry(new ZipEntry("zeros"));
      out.write(new byte[10_000_000]);
    }
    refused(bomb, 1_000_000, "more bytes than allowed");
  }

  @Test
  void refusesTooManyEntries() throws IOException {
    Path root = Files.createDirectory(temp.resolve("few"));
    Unpacked few = new Unpacked(temp, root, 100, 2);
    few.folder("one");
    few.folder("two");
    assertThrows(DataException.class, () -> few.folder("three"));
    assertFalse(Files.exists(root.resolve("three")));
  }

  @Test
  void refusesWhatIsNoArchive() throws IOException {
    ByteArrayOutputStream page = new ByteArrayOutputStream();
    page.write("<html>not found</html>".getBytes(StandardCharsets.US_ASCII));
    refused(Files.write(temp.resolve("page.zip"), page.toByteArray()), 100, "page.zip");
    byte[] whole = Files.readAllBytes(zip("one", "two"));
    byte[] half = java.util.Arrays.copyOf(whole, whole.length / 2);
    refused(Files.write(temp.resolve("half.zip"), half), 100, "half.zip");
  }
}
