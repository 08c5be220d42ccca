package io.finetune.endtoend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.CheckpointException;
import io.finetune.run.Choices;
import io.finetune.run.Finetune;
import io.finetune.run.RunResult;
import io.finetune.run.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    RunResult half = run.stopWhen(Runs.after(2 * Runs.STEPS + 5)).run();
    assertTrue(half.interrupted());
    assertEquals(2, Runs.metrics(half.directory()).size(), "epochs before the interruption");
    RunResult resumed = Finetune.of(Choices.NONE).resume(half.directory());

    assertFalse(resumed.interrupted());
    Runs.assertSameTensors(Runs.last(whole.directory()), Runs.last(resumed.directory()));
    assertEquals(
        Runs.last(whole.directory()).metadata(), Runs.last(resumed.directory()).metadata());
    assertEquals(Runs.metrics(whole.directory()), Runs.metrics(resumed.directory()));
    assertEquals(whole.metrics(), resumed.metrics());
    assertEquals(whole.best(), resumed.best());
    assertEquals(whole.bestEpoch(), resumed.bestEpoch());
  }

  @Test
  void askedToStopAtAnEpochsLastStep() throws IOException {
    Finetune run = Runs.small(folder).set(Settings.EPOCHS, 2);
    RunResult whole = run.run();
    RunResult half = run.stopWhen(Runs.after(Runs.STEPS)).run();
    RunResult resumed = Finetune.of(Choices.NONE).resume(half.directory());
    Runs.assertSameTensors(Runs.last(whole.directory()), Runs.last(resumed.directory()));
    assertEquals(Runs.metrics(whole.directory()), Runs.metrics(resumed.directory()));
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
