package io.finetune;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileContentTest {

  @TempDir Path folder;

  private String failure(Path file, int most) {
    return assertThrows(IOException.class, () -> FileContent.read(file, most)).getMessage();
  }

  @Test
  void wholeFilesUpToALimitAreRead() throws IOException {
    byte[] content = {1, 2, 3};
    Path file = Files.write(folder.resolve("a"), content);
    assertArrayEquals(content, FileContent.read(file, 3));
    Path link = Files.createSymbolicLink(folder.resolve("b"), file);
    assertArrayEquals(content, FileContent.read(link, 9));
    assertEquals(0, FileContent.read(Files.write(folder.resolve("c"), new byte[0]), 0).length);
    assertEquals("it holds 3 bytes, the limit is 2", failure(file, 2));
  }

  @Test
  void whatIsNoFileIsNotOpened() throws IOException {
    assertEquals("it is a folder", failure(folder, 9));
    Path device = Path.of("/dev/zero");
    if (Files.exists(device)) {
      Path link = Files.createSymbolicLink(folder.resolve("d"), device);
      assertEquals("it is a pipe, socket or device", failure(link, 9));
    }
  }
}
