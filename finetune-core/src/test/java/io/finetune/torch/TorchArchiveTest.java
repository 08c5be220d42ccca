package io.finetune.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/** The zip as the JDK reads it, and where its records lie. */
class TorchArchiveTest {

  private static final byte[] TENSOR = "the values of a tensor".getBytes(StandardCharsets.UTF_8);

  private static byte[] archive() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TorchArchive archive = new TorchArchive(out, "größe")) {
      archive.add("data.pkl", new byte[] {1, 2, 3});
      ByteBuffer part = ByteBuffer.wrap(TENSOR).asReadOnlyBuffer().position(4);
      archive.add("data/0", part);
      assertEquals(4, part.position(), "the caller's buffer stays as it is");
      archive.add("empty", new byte[0]);
      archive.add("data/1", new byte[100_000]);
    }
    return out.toByteArray();
  }

  @Test
  void recordsAreStoredAndBeginAtMultiplesOf64() throws IOException {
    byte[] bytes = archive();
    Map<String, byte[]> records = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        assertEquals(ZipEntry.STORED, entry.getMethod());
        records.put(entry.getName(), zip.readAllBytes());
      }
    }
    assertEquals(
        List.of(
            "größe/version",
            "größe/byteorder",
            "größe/data.pkl",
            "größe/data/0",
            "größe/empty",
            "größe/data/1"),
        List.copyOf(records.keySet()));
    assertArrayEquals("3\n".getBytes(StandardCharsets.US_ASCII), records.get("größe/version"));
    assertEquals(100_000, records.get("größe/data/1").length);
    byte[] tail = "values of a tensor".getBytes(StandardCharsets.UTF_8);
    assertArrayEquals(tail, records.get("größe/data/0"));
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    assertEquals(0, text.indexOf("values of a tensor") % 64);
    assertEquals(0, text.indexOf("little") % 64);
  }

  @Test
  void equalRecordsMakeEqualArchives() throws IOException {
    assertArrayEquals(archive(), archive());
  }

  @Test
  void aPickleIsTheBytesThatPythonWrites() {
    // pickle.dumps({'a': (1, 300, -1, True), 'b': 2**40}, 2), without its memo
    byte[] expected = {
      (byte) 0x80,
      2,
      '}',
      '(',
      'X',
      1,
      0,
      0,
      0,
      'a',
      '(',
      'K',
      1,
      'J',
      44,
      1,
      0,
      0,
      'J',
      -1,
      -1,
      -1,
      -1,
      (byte) 0x88,
      't',
      'X',
      1,
      0,
      0,
      0,
      'b',
      (byte) 0x8A,
      8,
      0,
      0,
      0,
      0,
      0,
      1,
      0,
      0,
      'u',
      '.'
    };
    PickleWriter pickle = new PickleWriter();
    pickle.emptyDict().mark();
    pickle.text("a").mark().integer(1).integer(300).integer(-1).bool(true).tuple();
    pickle.text("b").integer(1L << 40).setItems();
    assertArrayEquals(expected, pickle.toBytes());
  }
}
