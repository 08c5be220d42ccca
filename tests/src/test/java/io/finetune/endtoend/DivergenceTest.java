package io.finetune.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.DivergedException;
import io.finetune.run.Finetune;
import io.finetune.run.Settings;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A loss that is not finite ends the run and harms nothing that was saved. */
class DivergenceTest {

  private static final double ABSURD_RATE = 1e9;

  @TempDir Path folder;

  @Test
  void inTheFirstEpochTheCheckpointOfTheStartIsNamed() {
    Finetune absurd = Runs.small(folder).set(Settings.LEARNING_RATE, ABSURD_RATE);
    String message = assertThrows(DivergedException.class, absurd::run).getMessage();
    assertTrue(message.contains("'conv1.weight', are not finite in epoch 1, step "), message);
    Path run = folder.resolve("resnet20_cifar-cifar100_fine-sgd_gc");
    assertTrue(message.contains(run.resolve("last.safetensors").toString()), message);
    assertEquals("0", Runs.last(run).metadata().get("progress.step"));
  }

  @Test
  void skippingDoesNotHideThatTheWeightsAreLost() {
    Finetune absurd =
        Runs.small(folder).set(Settings.LEARNING_RATE, ABSURD_RATE).set(Settings.ON_NAN, "skip");
    String message =
        assertThrows(DivergedException.class, absurd.set(Settings.EPOCHS, 3)::run).getMessage();
    assertTrue(message.contains("10 steps in a row were skipped"), message);
    assertTrue(message.contains("in epoch 2, step "), message);
  }
}
