package io.finetune.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.DataException;
import io.finetune.download.Archives;
import io.finetune.fuzz.ZipBytes.Item;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives that want out of their folder, or to be mistaken for whole; as zip, tar and tar.gz. */
class HostileArchivesTest {

  private static final byte[] TEXT = "hello".getBytes(StandardCharsets.US_ASCII);
  private static final long LIMIT = 1 << 20;

  @TempDir Path temp;

  private static Item item(String name) {
    return Item.stored(name, TEXT);
  }

  /** Refused in both formats and in gzip; then nothing lies anywhere but the lock. */
  private void refused(String reason, Item... items) throws IOException {
    refused(reason, ZipBytes.of(List.of(items)));
    refused(reason, TarBytes.of(List.of(items)));
    refused(reason, Sound.gzip(TarBytes.of(List.of(items))));
  }

  private void refused(String reason, byte[] archive) throws IOException {
    refused(reason, Files.write(temp.resolve("archive"), archive));
  }

  private void refused(String reason, Path archive) throws IOException {
    Path target = temp.resolve("a/b/data");
    DataException e =
        assertThrows(DataException.class, () -> Archives.extract(archive, target, LIMIT), reason);
    assertTrue(e.getMessage().contains(reason), e.getMessage());
    assertTrue(e.getMessage().length() < 2000, e.getMessage());
    try (Stream<Path> all = Files.walk(temp.resolve("a"))) {
      assertEquals(
          List.of(target.resolveSibling(".data.lock")),
          all.filter(Files::isRegularFile).toList(),
          reason);
    }
    assertFalse(Files.exists(temp.resolve("evil")));
  }

  private Path unpacked(byte[] archive) throws IOException {
    Path file = Files.write(temp.resolve("archive"), archive);
    Path target = temp.resolve("unpacked" + System.nanoTime());
    Archives.extract(file, target, LIMIT);
    return target;
  }

  @Test
  void noNameLeadsOutside() throws IOException {
    for (String name :
        List.of(
            "../evil",
            "../../../evil",
            "x/../../evil",
            "x/..",
            "..",
            "a\\b",
            "..\\evil",
            "C:evil",
            "c:/evil")) {
      refused("leads outside", item("good"), item(name));
    }
    refused("leads outside", ZipBytes.of(List.of(item("/evil"))));
    refused("leads outside", ZipBytes.of(List.of(item("e\0vil"))));
    Bytes tar = new Bytes(); // where a header's name ends at a NUL, an attribute's does not
    TarBytes.entry(tar, "attributes", 'x', "17 path=e\0vil.t\n".getBytes(StandardCharsets.UTF_8));
    TarBytes.entry(tar, "good", '0', TEXT);
    refused("", tar.raw(new byte[1024]).done());
    refused("deeper than", ZipBytes.of(List.of(item("x/".repeat(2000) + "y"))));
    refused("", ZipBytes.of(List.of(item(""))));
    refused("", ZipBytes.of(List.of(item("."))));
  }

  @Test
  void onlyPlainFilesAndFoldersAreMade() throws IOException {
    for (int kind : new int[] {0xA000, 0x2000, 0x6000, 0x1000, 0xC000}) {
      Item special = new Item("x", "../evil".getBytes(StandardCharsets.US_ASCII), 0, kind | 0x1FF);
      refused("a link, a device", ZipBytes.of(List.of(item("good"), special)));
    }
    for (char kind : "12346789SVMD".toCharArray()) {
      Bytes tar = new Bytes();
      TarBytes.entry(tar, "good", '0', TEXT);
      TarBytes.entry(tar, "x", kind, new byte[0]);
      TarBytes.entry(tar, "x/evil", '0', TEXT);
      refused("", tar.raw(new byte[1024]).done());
    }
  }

  @Test
  void aNameIsTakenOnce() throws IOException {
    refused("of that name", item("one"), item("two"), item("one"));
    refused("of that name", item("x"), item("x/y"));
    refused("of that name", item("x/y"), item("./x/y"));
    Item folder = new Item("x/", new byte[0], 0, 0x41ED);
    Path target = unpacked(TarBytes.of(List.of(folder, item("x/y"), folder)));
    assertEquals("hello", Files.readString(target.resolve("x/y")));
  }

  /** On a disk that knows one of the two names, nothing is lost unsaid; elsewhere both are made. */
  @Test
  void namesThatDifferInCaseAreTwoOrRefused() throws IOException {
    boolean two = Files.notExists(Files.createFile(temp.resolve("case")).resolveSibling("CASE"));
    Item[] items = {item("name"), Item.stored("NAME", new byte[3])};
    if (two) {
      Path target = unpacked(ZipBytes.of(List.of(items)));
      assertEquals(5, Files.size(target.resolve("name")));
      assertEquals(3, Files.size(target.resolve("NAME")));
    } else {
      refused("of that name", items);
    }
  }

  @Test
  void damageIsSeen() throws IOException {
    byte[] zip = ZipBytes.of(List.of(item("one"), item("two")));
    zip[30 + 3] ^= 1; // the first byte of the first content
    refused("CRC-32", zip);
    byte[] tar = TarBytes.of(List.of(item("one"), item("two")));
    refused("cut off", Arrays.copyOf(tar, 1024)); // between two entries
    refused("cut off", Arrays.copyOf(tar, 2048)); // behind the last
    refused("", Arrays.copyOf(tar, 700));
    byte[] gzip = Sound.gzip(tar);
    gzip[gzip.length - 5] ^= 1; // the checksum
    refused("", gzip);
    refused("", Arrays.copyOf(gzip, gzip.length - 1));
    refused("nothing", new byte[10240]);
    refused("", new byte[0]);
  }

  @Test
  void aHeaderIsNoBomb() throws IOException {
    byte[] name = new byte[64 << 20];
    Arrays.fill(name, (byte) 'n');
    Bytes tar = new Bytes();
    TarBytes.entry(tar, "long", 'L', name);
    TarBytes.entry(tar, "good", '0', TEXT);
    refused("a header in it", Sound.gzip(tar.raw(new byte[1024]).done()));

    Bytes chain = new Bytes();
    for (int i = 0; i < 20_000; i++) {
      TarBytes.entry(chain, "more", 'x', new byte[0]);
    }
    TarBytes.entry(chain, "good", '0', TEXT);
    refused("a header in it", Sound.gzip(chain.raw(new byte[1024]).done()));

    Bytes padding = new Bytes().raw(TarBytes.of(List.of(item("good"))));
    refused("more than padding", Sound.gzip(padding.raw(new byte[4 << 20]).done()));
  }

  @Test
  void contentIsNoBomb() throws IOException {
    Item zeros = new Item("zeros", new byte[8 << 20], 8, 0);
    refused("more bytes than allowed", zeros);
    Item half = new Item("half", new byte[(int) LIMIT / 2], 8, 0);
    Item other = new Item("other", half.data(), 8, 0);
    Item third = new Item("third", new byte[1], 8, 0);
    refused("more bytes than allowed", half, other, third);
  }

  @Test
  void aDirectoryThatDoesNotFitIntoMemoryIsNotRead() throws IOException {
    Path zip = temp.resolve("sparse.zip");
    byte[] end =
        new Bytes().raw('P', 'K', 5, 6).little(8, 0).little(4, 1 << 31).little(6, 0).done();
    try (FileChannel out =
        FileChannel.open(
            zip,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            StandardOpenOption.SPARSE)) {
      out.write(ByteBuffer.wrap(new byte[] {'P', 'K', 3, 4}));
      out.write(ByteBuffer.wrap(end), 3L << 30);
    }
    refused("-Xmx", zip);
  }

  @Test
  void whatAKilledProcessLeftIsClearedAway() throws IOException {
    Path archive = Files.write(temp.resolve("archive"), TarBytes.of(List.of(item("one"))));
    Path target = temp.resolve("data");
    Path left = Files.createDirectories(temp.resolve(".data.unpacking/deep"));
    Files.write(left.resolve("stale"), TEXT);
    assertTrue(Archives.extractOnce(archive, target, LIMIT));
    assertFalse(Archives.extractOnce(archive, target, LIMIT));
    try (Stream<Path> all = Files.walk(target)) {
      assertEquals(List.of(target, target.resolve("one")), all.toList());
    }
    assertFalse(Files.exists(temp.resolve(".data.unpacking")));
  }
}
