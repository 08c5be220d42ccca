package io.finetune.fault;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.endtoend.Runs;
import io.finetune.run.CheckpointFiles;
import io.finetune.run.Choices;
import io.finetune.run.Finetune;
import io.finetune.run.RunResult;
import io.finetune.run.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that changes one bit of the newest checkpoint. */
@Tag("fault")
class DamagedCheckpointTest {

  @TempDir Path folder;

  @Test
  void theRunGoesOnFromTheOneBeforeSaysSoAndEndsTheSame() throws IOException {
    Finetune small =
        Runs.small(folder)
            .set(Settings.IMAGE_SIZE, 8)
            .set(Settings.RESIZE, 8)
            .set(Settings.EPOCHS, 3)
            .set(Settings.CHECKPOINT_MINUTES, 1e-9);
    RunResult whole = small.run();
    Path run = small.stopWhen(Runs.after(Runs.STEPS + Runs.TEST_BATCHES + 5)).run().directory();
    Path last = run.resolve(CheckpointFiles.LAST);
    byte[] bytes = Files.readAllBytes(last);
    bytes[bytes.length / 2] ^= 0x04;
    Files.write(last, bytes);

    List<String> facts = new ArrayList<>();
    Finetune.of(Choices.NONE).onReady(plan -> facts.addAll(plan.facts())).resume(run);

    assertTrue(
        facts.stream()
            .anyMatch(
                fact ->
                    fact.contains("last.safetensors is damaged")
                        && fact.contains("goes on from the checkpoint before it")
                        && fact.contains("have the checksum")),
        facts.toString());
    assertTrue(facts.contains("resumed: after epoch 1, batch 4"), facts.toString());
    SmallTraining.assertSame(whole.directory(), run);
  }
}
