package io.finetune.weight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.WeightException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileChecksumTest {

  private static final String MARK = "{\"__metadata__\":{\"checksum\":\"crc32c:";

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void write() {
    file = folder.resolve("a.safetensors");
    Tensor tensor = new Tensor(TensorType.I16, new long[] {7}, ByteBuffer.allocate(14));
    new Weights(Map.of("bias", tensor), Map.of("format", "pt")).write(file);
  }

  @Test
  void theSumIsOfTheWholeFileWithZerosInItsPlace() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int at = 8 + MARK.length();
    assertTrue(text.startsWith(MARK, 8), text);
    String carried = text.substring(at, at + 8);
    Arrays.fill(bytes, at, at + 8, (byte) '0');
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    assertEquals(String.format(Locale.ROOT, "%08x", crc.getValue()), carried);
  }

  @Test
  void itIsNoneOfTheWeightsMetadata() {
    assertEquals(Map.of("format", "pt"), Weights.read(file).metadata());
    assertEquals(Map.of("format", "pt"), Weights.readChecked(file).metadata());
  }

  @Test
  void everyDamagedBitAndEveryMissingEndIsFound() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    for (int i = 0; i < whole.length; i++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] damaged = whole.clone();
        damaged[i] ^= (byte) (1 << bit);
        Files.write(file, damaged);
        assertThrows(WeightException.class, () -> Weights.readChecked(file), "byte " + i);
      }
      Files.write(file, Arrays.copyOf(whole, i));
      assertThrows(WeightException.class, () -> Weights.readChecked(file), "cut at " + i);
    }
    Files.write(file, whole);
    assertEquals(1, Weights.readChecked(file).tensors().size());
  }

  @Test
  void theMessageNamesTheFileAndBothSums() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] = 1;
    Files.write(file, bytes);
    String message = assertThrows(WeightException.class, () -> Weights.read(file)).getMessage();
    assertTrue(message.contains(file.toString()), message);
    assertTrue(
        message.matches(
            "(?s).*have the checksum [0-9a-f]{8}, but it was written with [0-9a-f]{8}.*"),
        message);
  }

  @Test
  void aFileOfAnotherProgramIsReadButIsNoCheckpoint() throws IOException {
    String header = "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}";
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + 1);
    bytes.order(java.nio.ByteOrder.LITTLE_ENDIAN).putLong(json.length).put(json);
    Files.write(file, bytes.array());
    assertEquals(1, Weights.read(file).tensors().size());
    String message =
        assertThrows(WeightException.class, () -> Weights.readChecked(file)).getMessage();
    assertTrue(message.contains("does not begin with a checksum"), message);
  }
}
