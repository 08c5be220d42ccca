package io.finetune.fault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.finetune.cli.Main;
import io.finetune.endtoend.Runs;
import io.finetune.run.CheckpointFiles;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The smallest training there is, in a process of its own: the program as its users start it. */
final class SmallTraining {

  /** The folder's name that such a training makes. */
  static final String NAME = "resnet20_cifar-cifar100_fine-ranger_gc";

  private static final int STEPS = 10;

  private SmallTraining() {}

  /** Starts one in a new folder; it checkpoints after every so many minutes. */
  static ChildJvm start(Path runs, int epochs, double minutes) throws IOException {
    return ChildJvm.start(Main.class, arguments(runs, epochs, minutes));
  }

  /** Starts one whose console is a file. */
  static ChildJvm startInto(File console, Path runs, int epochs, double minutes)
      throws IOException {
    return ChildJvm.startInto(console, Main.class, arguments(runs, epochs, minutes));
  }

  /** Goes on with one. */
  static ChildJvm resume(Path run) throws IOException {
    return ChildJvm.start(Main.class, List.of("--resume", run.toString()));
  }

  private static List<String> arguments(Path runs, int epochs, double minutes) {
    List<String> all = new ArrayList<>();
    Collections.addAll(all, "--model", "resnet20_cifar", "--dataset", "cifar100_fine");
    Collections.addAll(all, "--optimizer", "ranger_gc", "--weights", "none", "--threads", "1");
    Collections.addAll(all, "--epochs", Integer.toString(epochs), "--batch-size", "50");
    Collections.addAll(all, "--image-size", "8", "--resize", "8", "--padding", "1");
    Collections.addAll(all, "--precision", "fp32", "--workers", "1", "--report-every", "1");
    Collections.addAll(all, "--checkpoint-minutes", Double.toString(minutes));
    Collections.addAll(all, "--runs", runs.toString());
    return all;
  }

  /** Whether a line of the console tells of a step. */
  static boolean isStep(String line) {
    return line.contains("  step ");
  }

  /** The optimizer steps done when a line of the console was shown. */
  static int step(String line) {
    String[] words = line.trim().split("[ /]+", -1);
    return (Integer.parseInt(words[1]) - 1) * STEPS + Integer.parseInt(words[4]);
  }

  /** Requires the same weights, optimizer state, progress and metrics, byte for byte. */
  static void assertSame(Path expected, Path actual) throws IOException {
    for (String file : List.of(CheckpointFiles.LAST, CheckpointFiles.BEST)) {
      assertArrayEquals(
          Files.readAllBytes(expected.resolve(file)),
          Files.readAllBytes(actual.resolve(file)),
          file);
    }
    assertEquals(Runs.metrics(expected), Runs.metrics(actual));
  }
}
