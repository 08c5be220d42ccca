package io.finetune.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageInputsTest {

  @TempDir Path folder;

  private Path file(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "any");
  }

  @Test
  void filesComeAsGivenAndFoldersByName() throws IOException {
    Path odd = file("odd.bin");
    Path b = file("photos/b.JPG");
    Path a = file("photos/a.png");
    file("photos/notes.txt");
    file("photos/.hidden.png");
    file("photos/deeper/c.png");
    Path again = folder.resolve("photos/../photos/b.JPG");
    ImageInputs images = ImageInputs.of(List.of(odd, b, folder.resolve("photos"), again));
    assertEquals(List.of(odd, b, a), images.files());
    assertEquals(3, images.size());
    assertEquals(2, images.get(2).target());
    assertEquals(a.toString(), images.get(2).id());
  }

  @Test
  void whatIsNotThereIsNamed() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));
    file("empty/deeper/c.png");
    assertRefused("There is no image", List.of());
    assertRefused(empty + " holds no image (jpg, ", List.of(empty));
    assertRefused("the nearest folder that does is " + empty, List.of(empty.resolve("a/b.png")));
  }

  private static void assertRefused(String expected, List<Path> inputs) {
    String message = assertThrows(DataException.class, () -> ImageInputs.of(inputs)).getMessage();
    assertTrue(message.contains(expected), message);
  }
}
