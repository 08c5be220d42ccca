package io.finetune.example;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page's Java is Java that compiles; what it calls is tested where it is. */
class ExportExampleTest {

  private static final Path PAGE = Path.of("..", "docs", "export.md");
  private static final Path SOURCE =
      Path.of("src/test/java", ExportExample.class.getName().replace('.', '/') + ".java");

  @Test
  void thePageShowsTheExampleWordForWord() throws IOException {
    String source = Files.readString(SOURCE).replace("\r\n", "\n");
    String begin = "  // docs begin\n";
    int from = source.indexOf(begin) + begin.length();
    String example = source.substring(from, source.indexOf("\n  // docs end")).stripIndent();
    String page = Files.readString(PAGE).replace("\r\n", "\n");
    assertTrue(page.contains("```java\n" + example + "\n```"), example);
  }
}
