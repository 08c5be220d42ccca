package io.finetune.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.finetune.cli.Main;
import io.finetune.endtoend.Runs;
import io.finetune.run.Choices;
import io.finetune.run.Finetune;
import io.finetune.run.RunResult;
import io.finetune.run.Settings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real signals to real processes. */
@Tag("fault")
@EnabledOnOs(OS.LINUX)
class SignalTest {

  private static final String ANSWER = "finishing this step, then saving; again to stop at once";
  private static final Duration SOON = Duration.ofSeconds(10);

  @TempDir Path folder;

  /** A process that ignores SIGINT, as one in a script's background does, hands that on. */
  @BeforeAll
  static void requireThatInterruptsArrive() throws IOException {
    String ignored =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .findFirst()
            .orElseThrow();
    long mask = Long.parseUnsignedLong(ignored.split("\\s+", -1)[1], 16);
    assumeFalse((mask & 2) != 0, "these tests were started with SIGINT ignored");
  }

  /** The settings of {@link Runs#small} and others, as flags. */
  private List<String> small(String... more) {
    List<String> all = new ArrayList<>();
    Collections.addAll(all, "--model", "resnet20_cifar", "--dataset", "cifar100_fine");
    Collections.addAll(all, "--optimizer", "sgd_gc", "--weights", "none", "--threads", "1");
    Collections.addAll(all, "--batch-size", "50", "--image-size", "16", "--resize", "16");
    Collections.addAll(all, "--padding", "2", "--precision", "fp32", "--workers", "1");
    Collections.addAll(all, "--report-every", "1", "--runs", folder.toString());
    Collections.addAll(all, more);
    return all;
  }

  private static void send(String signal, ChildJvm child) throws Exception {
    Process kill =
        new ProcessBuilder("kill", "-" + signal, Long.toString(child.pid())).inheritIO().start();
    assertEquals(0, kill.waitFor());
  }

  private Path onlyRun() throws IOException {
    try (var runs = Files.list(folder)) {
      return runs.filter(Files::isDirectory).findFirst().orElseThrow();
    }
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void theStepIsFinishedAndSavedAndTheRunGoesOnExactly(String signal, int code) throws Exception {
    RunResult whole = Runs.small(folder.resolve("whole")).set(Settings.EPOCHS, 4).run();
    Path run;
    try (ChildJvm child = ChildJvm.start(Main.class, small("--epochs", "4"))) {
      assertTrue(child.await(line -> line.startsWith("epoch 1/4  step 3/10")));
      send(signal, child);
      assertEquals(code, child.end(), () -> child.lines().toString());
      run = Path.of(lastLine(child).replaceFirst(".*finetune --resume ", ""));
      assertTrue(
          child.lines().stream().anyMatch(("finetune: SIG" + signal + ": " + ANSWER)::equals));
    }
    assertTrue(Files.isDirectory(run), run.toString());
    assertFalse(Files.exists(run.resolve("skipped.txt")));
    Runs.assertSameEnd(whole, Finetune.of(Choices.NONE).resume(run));
  }

  private static String lastLine(ChildJvm child) {
    List<String> lines = child.lines();
    return lines.get(lines.size() - 1);
  }

  @Test
  void anEvaluationIsAbandonedAndMadeAgain() throws Exception {
    List<String> arguments = new ArrayList<>();
    Collections.addAll(arguments, "--model", "fasterrcnn_resnet18_fpn", "--epochs", "1");
    Collections.addAll(arguments, "--dataset", "shapes:images=2,test=2000,size=64");
    Collections.addAll(arguments, "--weights", "none", "--batch-size", "2", "--min-size", "64");
    Collections.addAll(arguments, "--max-size", "64", "--proposals", "20", "--threads", "1");
    Collections.addAll(arguments, "--test-proposals", "20", "--report-every", "1");
    Collections.addAll(arguments, "--workers", "1", "--runs", folder.toString());
    try (ChildJvm child = ChildJvm.start(Main.class, arguments)) {
      assertTrue(child.await(line -> line.startsWith("epoch 1/1  step 1/1")));
      long start = System.nanoTime();
      send("TERM", child);
      assertEquals(143, child.end(), () -> child.lines().toString());
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      assertTrue(took.compareTo(SOON) < 0, took.toString());
    }
    Map<String, String> reached = Runs.last(onlyRun()).metadata();
    assertEquals("0", reached.get("progress.epoch"), "the evaluation is to be made again");
    assertEquals("1", reached.get("progress.batch"), "the step is not");
  }

  @Test
  void aSecondInterruptStopsAtOnceAndHarmsNothing() throws Exception {
    // An epoch is one step, of several seconds.
    List<String> arguments = small("--batch-size", "1", "--accumulate", "500", "--epochs", "3");
    try (ChildJvm child = ChildJvm.start(Main.class, arguments)) {
      assertTrue(child.await(line -> line.startsWith("epoch 1/3 done")));
      // Written after the checkpoint of the epoch, of which it is a part.
      Path best = onlyRun().resolve("best.safetensors");
      while (!Files.exists(best)) {
        Thread.sleep(10);
      }
      send("INT", child);
      assertTrue(child.await(line -> line.endsWith(ANSWER)));
      long start = System.nanoTime();
      send("INT", child);
      assertEquals(130, child.end(), () -> child.lines().toString());
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      assertTrue(took.compareTo(SOON) < 0, took.toString());
      assertFalse(child.lines().stream().anyMatch(line -> line.contains("--resume")));
    }
    assertEquals("1", Runs.last(onlyRun()).metadata().get("progress.epoch"));
    assertTrue(
        Finetune.of(Choices.NONE).stopWhen(Runs.after(1)).resume(onlyRun()).interrupted(),
        "in the evaluation after the one step");
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void beforeTheTrainingThereIsNothingToWaitFor(String signal, int code) throws Exception {
    // A configuration that comes through a pipe, and does not come.
    Path pipe = folder.resolve("pipe.yaml");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).inheritIO().start().waitFor());
    List<String> arguments = small("--config", pipe.toString());
    try (ChildJvm child = ChildJvm.start(Main.class, arguments);
        OutputStream opened = Files.newOutputStream(pipe)) { // waits for the reader
      send(signal, child);
      long start = System.nanoTime();
      assertEquals(code, child.end(), () -> child.lines().toString());
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      assertTrue(took.compareTo(SOON) < 0, took.toString());
      assertEquals(List.of(), child.lines());
      opened.flush();
    }
    try (var left = Files.list(folder)) {
      assertEquals(List.of(pipe), left.toList());
    }
  }
}
