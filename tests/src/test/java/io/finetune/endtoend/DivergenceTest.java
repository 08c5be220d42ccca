package io.finetune.endtoend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.DivergedException;
import io.finetune.run.Choices;
import io.finetune.run.Finetune;
import io.finetune.run.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A loss that is not finite ends the run and harms nothing that was saved. */
class DivergenceTest {

  private static final double ABSURD_RATE = 1e9;

  @TempDir Path folder;

  @Test
  void theLossPartTheBatchAndTheLastGoodCheckpointAreNamed() throws IOException {
    Path run =
        Runs.small(folder)
            .set(Settings.EPOCHS, 3)
            .stopWhen(Runs.after(Runs.STEPS + 2))
            .run()
            .directory();
    Path last = run.resolve("last.safetensors");
    byte[] before = Files.readAllBytes(last);

    Finetune absurd = Finetune.of(Choices.NONE).set(Settings.LEARNING_RATE, ABSURD_RATE);
    String message = assertThrows(DivergedException.class, () -> absurd.resume(run)).getMessage();

    assertTrue(message.contains("'cross_entropy'"), message);
    assertTrue(message.matches("(?s).*batch of \\[record \\d+, .*"), message);
    assertTrue(message.contains("--lr"), message);
    assertTrue(message.contains(last.toString()), message);
    assertArrayEquals(before, Files.readAllBytes(last));
    assertEquals(1, Runs.metrics(run).size(), "rows of finished epochs");
  }

  @Test
  void inTheFirstEpochTheCheckpointOfTheStartIsNamed() {
    Finetune absurd = Runs.small(folder).set(Settings.LEARNING_RATE, ABSURD_RATE);
    String message = assertThrows(DivergedException.class, absurd::run).getMessage();
    assertTrue(message.contains("'cross_entropy'"), message);
    Path run = folder.resolve("resnet20_cifar-cifar100_fine-sgd_gc");
    assertTrue(message.contains(run.resolve("last.safetensors").toString()), message);
    assertEquals("0", Runs.last(run).metadata().get("progress.step"));
  }
}
