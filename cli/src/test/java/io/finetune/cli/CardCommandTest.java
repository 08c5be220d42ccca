package io.finetune.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CardCommandTest {

  @TempDir Path run;

  @Test
  void theCardIsWrittenAndNamed() throws IOException {
    Files.write(
        run.resolve("config.yaml"),
        List.of("model: resnet18", "dataset: cub200", "epochs: '3'", "weights: none"));
    Console console = Console.run("card", run.toString());
    assertEquals(0, console.code(), console.err());
    assertEquals("card: " + run.resolve("README.md") + System.lineSeparator(), console.out());
    assertTrue(Files.readString(run.resolve("README.md")).startsWith("---\nlicense: other\n"));
  }

  @Test
  void aFolderWithoutARunIsAFailure() {
    Console console = Console.run("card", run.toString());
    assertEquals(Main.FAILURE, console.code());
    assertTrue(console.err().contains("is not the folder of a run"), console.err());
  }
}
