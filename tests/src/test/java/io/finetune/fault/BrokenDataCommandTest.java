package io.finetune.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.cli.Main;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user sees of broken data, from a process as the launcher starts it. */
@Tag("fault")
class BrokenDataCommandTest {

  private static final long PATIENCE_SECONDS = 120;

  @TempDir Path folder;

  private String run(int exitCode, String... arguments) throws Exception {
    Path output = folder.resolve("output.txt");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx1g", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true"));
    String logging =
        "logback.configurationFile"; // the class path holds two, and logback remarks it
    command.add("-D" + logging + "=" + System.getProperty(logging, ""));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("OPENCV_LOG_LEVEL", "SILENT");
    Process process = builder.redirectOutput(output.toFile()).start();
    try {
      assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "it does not end");
    } finally {
      process.destroyForcibly();
    }
    String shown = Files.readString(output, StandardCharsets.UTF_8);
    assertEquals(exitCode, process.exitValue(), shown);
    assertFalse(shown.contains("\tat "), "a stack trace: " + shown);
    assertFalse(shown.contains("Exception in thread"), shown);
    assertFalse(shown.contains("unexpected"), shown);
    return shown;
  }

  @Test
  void allBrokenImagesAreCountedAndNamedInOneCheck() throws Exception {
    Path root = Files.createDirectory(folder.resolve("images"));
    ImageLook.surround(root);
    List<BrokenInput> inputs =
        Stream.concat(BrokenImageFiles.all().stream(), BrokenImageStructures.all().stream())
            .toList();
    int broken = 0;
    for (BrokenInput input : inputs) {
      boolean decodes = input.outcome().pattern().pattern().startsWith("would be enlarged");
      broken += input.outcome().isError() && !decodes ? 1 : 0;
      add(input, root.resolve("train/cat"), inputs.indexOf(input));
    }
    String shown =
        run(1, "data", "check", "--dataset", "folder:" + root, "--split", "train", "--all");
    int images = inputs.size() + 3; // the good ones
    int decoded = images - broken;
    assertTrue(shown.contains("train: images missing or broken: " + broken), shown);
    assertTrue(shown.lines().anyMatch(line -> line.matches("images +" + images)), shown);
    assertTrue(shown.lines().anyMatch(line -> line.matches("  decoded +" + decoded)), shown);
  }

  private void add(BrokenInput input, Path target, int number) throws Exception {
    Path own = Files.createDirectory(folder.resolve("input" + number));
    input.maker().make(own);
    try (Stream<Path> files = Files.list(own.resolve("train/cat"))) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (!name.startsWith("good")) {
          Files.move(file, target.resolve(number + "-" + name));
        }
      }
    }
  }

  @Test
  void refusedDatasetsAreOneMessage() throws Exception {
    String json = CocoLook.object("\"bbox\": [NaN, 1, 2, 3]");
    Path root = Files.createDirectory(folder.resolve("coco"));
    CocoLook.json(json).make(root);
    String shown = run(1, "data", "check", "--dataset", "coco:" + root);
    assertTrue(shown.startsWith("finetune: " + root), shown);
    assertTrue(shown.contains("number 0 of bbox is NaN, expected a finite number"), shown);
    assertEquals(1, shown.lines().count(), shown);
  }

  @Test
  void whatIsNotReadIsListed() throws Exception {
    Path root = Files.createDirectory(folder.resolve("strays"));
    ImageLook.surround(root);
    Trees.write(root, "train/cat/photo.heic", "");
    String shown = run(0, "data", "check", "--dataset", "folder:" + root);
    assertTrue(shown.contains("train: odd: 1 not read, the ending is none of jpg"), shown);
    assertTrue(shown.contains("train/cat/photo.heic"), shown);
  }
}
