package io.finetune.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.CheckpointException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardListenerTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.ofEpochMilli(1_700_000_000_250L), ZoneOffset.UTC);

  /** Written by TensorBoard 2.21.0's own RecordWriter from its own Event messages. */
  private static final String REFERENCE =
      "1800000000000000a37f4b220900001040fc54d9411a0d627261696e2e4576656e743a32338d2fe9"
          + "0f000000000000006d532b090900001040fc54d94110293a0208013eb6350d39000000000000008b"
          + "0737f10900001040fc54d94110ac022a2b0a110a0a65706f63682f6c6f737315cdcccc3d0a160a0f"
          + "76616c69646174696f6e2f746f7031150000403fb322489a";

  @TempDir Path folder;

  private final List<String> warnings = new ArrayList<>();

  @Test
  void bytesAreThoseOfTensorBoardsOwnWriter() throws IOException {
    try (TensorBoardListener listener = new TensorBoardListener(folder, 40, warnings::add, CLOCK)) {
      listener.onEpoch(Reports.epoch(1, 300, Map.of("loss", 0.1), Map.of("top1", 0.75)));
    }
    assertArrayEquals(HexFormat.of().parseHex(REFERENCE), Files.readAllBytes(eventFile()));
  }

  @Test
  void aStepIsInTheFileAtOnceAndReadsBack() throws IOException {
    try (TensorBoardListener listener = new TensorBoardListener(folder, 0, warnings::add, CLOCK)) {
      listener.onStep(Reports.step(1L << 40, Reports.ordered("loss", 1.5, "box", -0.25)));
      Map<String, Float> expected = new TreeMap<>();
      expected.put("train/loss", 1.5f);
      expected.put("train/box", -0.25f);
      expected.put("train/learning_rate", 0.1f);
      expected.put("train/images_per_second", 123.5f);
      expected.put("train/data_wait", 0.25f);
      ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(eventFile()));
      record(file);
      Map<String, Float> scalars = new TreeMap<>();
      assertEquals(1L << 40, scalars(record(file), scalars));
      assertEquals(expected, scalars);
      assertEquals(0, file.remaining());
    }
  }

  @Test
  void aRunResumedWithinTheSecondGetsALaterFile() throws IOException {
    new TensorBoardListener(folder, 0, warnings::add, CLOCK).close();
    Path first = eventFile();
    new TensorBoardListener(folder, 10, warnings::add, CLOCK).close();
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> sorted = files.sorted().toList();
      assertEquals(2, sorted.size());
      assertEquals(first, sorted.get(0));
    }
  }

  @Test
  void anEventCutOffAnywhereIsRemovedByTheNextRun() throws IOException {
    byte[] whole = HexFormat.of().parseHex(REFERENCE);
    List<Integer> ends = List.of(0, 40, 71, whole.length); // of its three records, counted by hand
    Path file = folder.resolve("events.out.tfevents.1.2.0");
    for (int length = 0; length <= whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      new TensorBoardListener(folder, 300, warnings::add, CLOCK).close();
      int cut = length;
      int end = ends.stream().filter(e -> e <= cut).reduce(0, Math::max);
      assertArrayEquals(Arrays.copyOf(whole, end), Files.readAllBytes(file), "cut at " + length);
    }
  }

  @Test
  void zerosAtTheEndAreRemovedByTheNextRun() throws IOException {
    byte[] whole = HexFormat.of().parseHex(REFERENCE);
    Path file = folder.resolve("events.out.tfevents.1.2.0");
    Files.write(file, Arrays.copyOf(whole, whole.length + 1000));
    new TensorBoardListener(folder, 300, warnings::add, CLOCK).close();
    assertArrayEquals(whole, Files.readAllBytes(file));
  }

  @Test
  void checksumIsTheOneOfRfc3720Masked() {
    byte[] zeros = new byte[32]; // RFC 3720, B.4: the CRC-32C of 32 zero bytes is 8a9136aa
    int rotated = (0x8a9136aa >>> 15) | (0x8a9136aa << 17);
    assertEquals(rotated + 0xa282ead8, EventFile.maskedCrc(zeros, 32));
    assertEquals(0x8a9136aa, crc(zeros));
  }

  @Test
  void aFolderThatCannotBeMadeIsNamed() throws IOException {
    Path taken = Files.writeString(folder.resolve("taken"), "a file");
    CheckpointException error =
        assertThrows(
            CheckpointException.class, () -> new TensorBoardListener(taken, 0, warnings::add));
    assertTrue(error.getMessage().contains(taken.toString()), error.getMessage());
  }

  private Path eventFile() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().contains("tfevents")).findFirst().orElseThrow();
    }
  }

  /** Takes the next record off the file, checking both checksums with a CRC of our own. */
  private static ByteBuffer record(ByteBuffer file) {
    file.order(ByteOrder.LITTLE_ENDIAN);
    byte[] head = new byte[8];
    file.get(head);
    int length = (int) ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getLong();
    assertEquals(unmasked(file.getInt()), crc(head));
    byte[] data = new byte[length];
    file.get(data);
    assertEquals(unmasked(file.getInt()), crc(data));
    return ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int unmasked(int crc) {
    return Integer.rotateLeft(crc - 0xa282ead8, 15);
  }

  /** CRC-32C bit by bit, after its definition. */
  private static int crc(byte[] bytes) {
    int crc = -1;
    for (byte b : bytes) {
      crc ^= b & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) == 0 ? crc >>> 1 : (crc >>> 1) ^ 0x82f63b78;
      }
    }
    return ~crc;
  }

  /** Reads an Event with a summary; returns its step. */
  private static long scalars(ByteBuffer event, Map<String, Float> scalars) {
    assertEquals(0x09, event.get());
    assertEquals(1_700_000_000.25, event.getDouble());
    assertEquals(0x10, event.get());
    long step = varint(event);
    assertEquals(0x2a, event.get());
    assertEquals(varint(event), event.remaining());
    while (event.hasRemaining()) {
      assertEquals(0x0a, event.get());
      int end = (int) varint(event) + event.position();
      assertEquals(0x0a, event.get());
      byte[] tag = new byte[(int) varint(event)];
      event.get(tag);
      assertEquals(0x15, event.get());
      scalars.put(new String(tag, StandardCharsets.UTF_8), event.getFloat());
      assertEquals(end, event.position());
    }
    return step;
  }

  private static long varint(ByteBuffer bytes) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = bytes.get();
      value |= (b & 0x7fL) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }
}
