package io.finetune.endtoend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.EngineException;
import io.finetune.CheckpointException;
import io.finetune.MemoryException;
import io.finetune.run.Choices;
import io.finetune.run.Finetune;
import io.finetune.run.RunResult;
import io.finetune.run.Settings;
import io.finetune.weight.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A resumed run ends where an uninterrupted one does, byte for byte. */
class ResumeTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"sgd_gc", "ranger_gc"})
  void interruptedInTheThirdEpochAndResumed(String optimizer) throws IOException {
    Finetune run = Runs.small(folder).optimizer(optimizer).set(Settings.EPOCHS, 4);
    RunResult whole = run.run();

    RunResult half = run.stopWhen(Runs.after(2 * (Runs.STEPS + Runs.TEST_BATCHES) + 5)).run();
    assertTrue(half.interrupted());
    assertEquals(2, Runs.metrics(half.directory()).size(), "epochs before the interruption");
    RunResult resumed = Finetune.of(Choices.NONE).resume(half.directory());

    assertFalse(resumed.interrupted());
    Runs.assertSameEnd(whole, resumed);
  }

  /** Whatever a step may hang on: four steps an epoch, of three batches and a last one of one. */
  private Finetune everything(String optimizer) {
    return Runs.small(folder)
        .optimizer(optimizer)
        .set(Settings.EPOCHS, 3)
        .set(Settings.ACCUMULATE, 3)
        .set(Settings.SCHEDULE_NAME, "cosine")
        .set(Settings.WARMUP_STEPS, 3)
        .set(Settings.LOOKAHEAD_STEPS, 5)
        .set(Settings.CLIP_NORM, 1.0)
        .set(Settings.HEAD_LR, 2.0)
        .set(Settings.LABEL_SMOOTHING, 0.1)
        .set(Settings.COLOR_JITTER, 0.3)
        .set(Settings.EVALUATE_EVERY, 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sgd_gc", "ranger_gc", "adamw_gc2"})
  void stoppedInStepsInAnEvaluationAndByACrash(String optimizer) throws IOException {
    Finetune run = everything(optimizer);
    RunResult whole = run.run();

    Path part = run.stopWhen(Runs.after(2)).run().directory();
    Finetune again = Finetune.of(Choices.NONE);
    assertTrue(again.stopWhen(Runs.after(1)).resume(part).interrupted(), "within epoch 1");
    assertTrue(again.stopWhen(Runs.after(2)).resume(part).interrupted(), "within its evaluation");
    assertEquals(Set.of(), epochs(part));
    Finetune crashing =
        again.set(Settings.REPORT_EVERY, 1).listener(Runs.crashAfter(2, new Runs.Crash()));
    assertThrows(Runs.Crash.class, () -> crashing.resume(part));
    assertEquals(Set.of("1"), epochs(part));
    assertTrue(
        again.stopWhen(Runs.after(4 + Runs.TEST_BATCHES + 3)).resume(part).interrupted(),
        "within epoch 3");
    assertEquals(Set.of("1", "2"), epochs(part));
    Runs.assertSameEnd(whole, again.resume(part));
  }

  private static Set<String> epochs(Path run) throws IOException {
    return Files.exists(run.resolve("metrics.csv"))
        ? Runs.metrics(run).stream().map(row -> row.get("epoch")).collect(Collectors.toSet())
        : Set.of();
  }

  @Test
  void aRunMadeLongerEndsAsALongOne() throws IOException {
    Finetune run = Runs.small(folder).set(Settings.SCHEDULE_NAME, "constant");
    RunResult whole = run.set(Settings.EPOCHS, 3).run();
    Path part = run.set(Settings.EPOCHS, 2).run().directory();
    Finetune longer = Finetune.of(Choices.NONE).set(Settings.EPOCHS, 3).set(Settings.WORKERS, 2);
    assertTrue(longer.stopWhen(Runs.after(3)).resume(part).interrupted());
    // What was accepted is kept: nothing needs to be said again.
    Runs.assertSameEnd(whole, Finetune.of(Choices.NONE).resume(part));
  }

  @Test
  void whatWouldChangeTheResultIsRefusedAndHarmsNothing() throws IOException {
    Path run = Runs.small(folder).stopWhen(Runs.after(1)).run().directory();
    Finetune other = Finetune.of(Choices.NONE).set(Settings.BATCH_SIZE, 25);
    Finetune longer = Finetune.of(Choices.NONE).set(Settings.EPOCHS, 9);
    assertRefused(other, run, "--batch-size: 50 -> 25");
    assertTrue(longer.stopWhen(Runs.after(1)).resume(run).interrupted(), "only step 1 was made");
    Finetune longest = Finetune.of(Choices.NONE).set(Settings.EPOCHS, 20);
    assertRefused(longest, run, "--epochs 20 in place of 9");
  }

  @Test
  void anAllocationThatFailsKeepsTheCheckpointAndNamesTheBatchToTry() throws IOException {
    EngineException failure = new EngineException("DefaultCPUAllocator: can't allocate memory");
    Finetune run = Runs.small(folder).set(Settings.EPOCHS, 2).set(Settings.REPORT_EVERY, 1);
    RunResult whole = run.run();
    Finetune failing = run.listener(Runs.crashAfter(Runs.STEPS + 3, failure));
    String message = assertThrows(MemoryException.class, failing::run).getMessage();
    assertTrue(message.contains("--batch-size 25 --accumulate 2"), message);
    Path last = Path.of(message.replaceFirst("(?s).*The last good checkpoint is ", ""));
    assertEquals("1", Weights.read(last).metadata().get("progress.epoch"));
    Runs.assertSameEnd(whole, Finetune.of(Choices.NONE).resume(last.getParent()));
  }

  private static void assertRefused(Finetune asked, Path run, String difference)
      throws IOException {
    byte[] config = Files.readAllBytes(run.resolve("config.yaml"));
    byte[] last = Files.readAllBytes(run.resolve("last.safetensors"));
    String message = assertThrows(CheckpointException.class, () -> asked.resume(run)).getMessage();
    assertTrue(message.contains(difference), message);
    assertArrayEquals(config, Files.readAllBytes(run.resolve("config.yaml")));
    assertArrayEquals(last, Files.readAllBytes(run.resolve("last.safetensors")));
  }

  @Test
  void askedToStopAtAnEpochsLastStep() throws IOException {
    Finetune run = Runs.small(folder).set(Settings.EPOCHS, 2);
    RunResult whole = run.run();
    RunResult half = run.stopWhen(Runs.after(Runs.STEPS)).run();
    RunResult resumed = Finetune.of(Choices.NONE).resume(half.directory());
    assertTrue(half.interrupted(), "in the evaluation");
    Runs.assertSameEnd(whole, resumed);
  }

  @Test
  void anEndedRunResumesToItself() throws IOException {
    RunResult whole = Runs.small(folder).run();
    byte[] before = Files.readAllBytes(whole.directory().resolve("last.safetensors"));
    RunResult again = Finetune.of(Choices.NONE).resume(whole.directory());
    assertFalse(again.interrupted());
    assertEquals(whole.bestEpoch(), again.bestEpoch());
    assertEquals(1, Runs.metrics(whole.directory()).size());
    assertEquals(whole.metrics(), again.metrics());
    assertArrayEquals(before, Files.readAllBytes(whole.directory().resolve("last.safetensors")));
  }

  @Test
  void aFolderWithoutACheckpointSaysHowToBeginAnew() throws IOException {
    RunResult run = Runs.small(folder).stopWhen(Runs.after(1)).run();
    Files.delete(run.directory().resolve("last.safetensors"));
    Files.delete(run.directory().resolve("previous.safetensors"));
    String message =
        assertThrows(
                CheckpointException.class, () -> Finetune.of(Choices.NONE).resume(run.directory()))
            .getMessage();
    assertTrue(message.contains("--config " + run.directory().resolve("config.yaml")), message);
  }
}
