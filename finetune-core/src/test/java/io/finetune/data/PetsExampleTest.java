package io.finetune.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a newcomer is told to write is what works. */
class PetsExampleTest {

  @TempDir Path root;

  @Test
  void thePageShowsTheReader() throws IOException {
    String source =
        Files.readString(
                Path.of("src/test/java", PetsExample.class.getName().replace('.', '/') + ".java"))
            .replace("\r\n", "\n");
    int begin = source.indexOf("// docs begin\n") + "// docs begin\n".length();
    int end = source.lastIndexOf('\n', source.indexOf("// docs end"));
    String shown = source.substring(begin, end).stripTrailing().stripIndent();
    String page = Files.readString(Path.of("..", "CONTRIBUTING.md")).replace("\r\n", "\n");
    assertTrue(page.contains("```java\n" + shown + "\n```"), shown);
  }

  @Test
  void filesAndClassesAreRead() throws IOException {
    Files.createDirectories(root.resolve("annotations"));
    Files.createDirectories(root.resolve("images"));
    Files.write(
        root.resolve("annotations/trainval.txt"),
        List.of("Abyssinian_1 1 1 1", "basset_hound_7 2 2 1"));
    Files.write(
        root.resolve("annotations/test.txt"),
        List.of("basset_hound_8 2 2 1", "Abyssinian_2 1 1 1"));
    for (String file :
        List.of("Abyssinian_1", "Abyssinian_2", "basset_hound_7", "basset_hound_8")) {
      Files.createFile(root.resolve("images/" + file + ".jpg"));
    }
    Split<Integer> split = PetsExample.pets37(DatasetOptions.of(root));
    assertEquals(List.of("Abyssinian", "basset_hound"), split.train().classes());
    assertEquals("images/basset_hound_7.jpg", split.train().get(1).id());
    assertEquals(1, split.test().get(0).target());
  }
}
