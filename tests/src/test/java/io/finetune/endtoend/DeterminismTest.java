package io.finetune.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.finetune.run.Finetune;
import io.finetune.run.RunResult;
import io.finetune.run.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The seed decides the result; the number of workers does not. */
class DeterminismTest {

  private static final String FIRST_WEIGHT = "conv1.weight";

  @TempDir Path folder;

  @Test
  void oneAndThreeWorkersGiveTheSameBytes() throws IOException {
    Finetune run =
        Runs.small(folder)
            .set(Settings.EPOCHS, 2)
            .set(Settings.SEED, 7L)
            .set(Settings.COLOR_JITTER, 0.3);
    RunResult one = run.set(Settings.WORKERS, 1).run();
    RunResult three = run.set(Settings.WORKERS, 3).run();
    Runs.assertSameTensors(Runs.last(one.directory()), Runs.last(three.directory()));
    assertEquals(Runs.metrics(one.directory()), Runs.metrics(three.directory()));
  }

  @Test
  void anotherSeedGivesOtherBytes() {
    Finetune run = Runs.small(folder).stopWhen(Runs.after(1));
    RunResult seven = run.set(Settings.SEED, 7L).run();
    RunResult eight = Runs.small(folder).stopWhen(Runs.after(1)).set(Settings.SEED, 8L).run();
    assertFalse(Arrays.equals(firstWeight(seven), firstWeight(eight)));
  }

  private static byte[] firstWeight(RunResult result) {
    return Runs.bytes(Runs.last(result.directory()).tensors().get(FIRST_WEIGHT));
  }
}
