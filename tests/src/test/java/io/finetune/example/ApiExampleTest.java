package io.finetune.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's Java is Java that runs. */
class ApiExampleTest {

  private static final String MARKER = "<!-- io.finetune.example.FineTuneExample -->\n```java\n";
  private static final Path README = Path.of("..", "README.md");
  private static final Path SOURCE =
      Path.of("src/test/java", FineTuneExample.class.getName().replace('.', '/') + ".java");

  @TempDir Path folder;

  @Test
  void theReadmeShowsTheExampleWordForWord() throws IOException {
    String readme = between(Files.readString(README), MARKER, "\n```");
    String source = between(Files.readString(SOURCE), "// README begins\n", "\n    // README ends");
    assertEquals(source.stripIndent(), readme);
  }

  private static String between(String text, String begin, String end) {
    String lines = text.replace("\r\n", "\n");
    int from = lines.indexOf(begin);
    assertTrue(from >= 0, "no " + begin.strip());
    int to = lines.indexOf(end, from + begin.length());
    assertTrue(to >= 0, "no end of " + begin.strip());
    return lines.substring(from + begin.length(), to);
  }

  @Test
  void theExampleRuns() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream before = System.out;
    try (PrintStream captured = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      System.setOut(captured);
      FineTuneExample.train(folder);
    } finally {
      System.setOut(before);
    }
    String shown = bytes.toString(StandardCharsets.UTF_8);
    assertTrue(shown.matches("top-1 accuracy: 0\\.\\d+\\R"), shown);
    Path run = folder.resolve("resnet20_cifar-cifar100_fine-sgd_gc");
    for (String file :
        new String[] {"config.yaml", "last.safetensors", "best.safetensors", "README.md"}) {
      assertTrue(Files.isRegularFile(run.resolve(file)), file);
    }
  }
}
