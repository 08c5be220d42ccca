package io.finetune.report;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CocoLayoutTest {

  @TempDir Path folder;

  @Test
  void spaceAndAByteOrderMarkMayComeFirst() throws IOException {
    Path file = Files.writeString(folder.resolve("a.json"), "\uFEFF \n\t[]");
    assertDoesNotThrow(() -> CocoLayout.RESULTS.require(file));
  }

  @ParameterizedTest
  @CsvSource({
    "ANNOTATIONS, [], --annotations and --results may be exchanged",
    "RESULTS, {}, --results and --annotations may be exchanged",
    "RESULTS, '', it is empty",
    "RESULTS, '  ', it is empty",
    "ANNOTATIONS, id;name, it begins with 'i'"
  })
  void theWrongFileIsTold(CocoLayout layout, String content, String expected) throws IOException {
    Path file = Files.writeString(folder.resolve("a.json"), content);
    String message = assertThrows(DataException.class, () -> layout.require(file)).getMessage();
    assertTrue(message.contains(expected), message);
    assertTrue(message.contains(file.toString()), message);
  }

  @Test
  void aMissingFileIsShownWithItsNearestParent() {
    Path file = folder.resolve("no").resolve("such.json");
    String message =
        assertThrows(DataException.class, () -> CocoLayout.RESULTS.require(file)).getMessage();
    assertTrue(message.contains("nearest folder that exists is " + folder), message);
    assertTrue(message.contains("--results"), message);
  }

  @Test
  void packedFilesAreNoJson() throws IOException {
    Path file = Files.write(folder.resolve("a.gz"), new byte[] {0x1F, (byte) 0x8B, 8, 0});
    assertThrows(DataException.class, () -> CocoLayout.RESULTS.require(file));
  }
}
