package io.finetune.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.finetune.run.RunResult;
import io.finetune.run.Settings;
import io.finetune.train.StepReport;
import io.finetune.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole of real CIFAR-100, where it is at hand. */
@Tag("shared")
class Cifar100Test {

  private static final Path SHARED = Path.of(System.getProperty("finetune.shared", "../../shared"));

  @TempDir Path folder;

  @Test
  void opensAndTrains() throws IOException {
    assumeTrue(Files.isDirectory(SHARED), SHARED + " is not here; give -Dfinetune.shared");
    List<Double> losses = new ArrayList<>();
    TrainingListener watch =
        new TrainingListener() {
          @Override
          public void onStep(StepReport report) {
            assertEquals(50_000 / 100, report.stepsInEpoch());
            losses.add(report.losses().get("loss"));
          }
        };
    RunResult result =
        Runs.small(folder)
            .dataset("cifar100")
            .dataDir(SHARED.resolve("data"))
            .set(Settings.BATCH_SIZE, 100)
            .set(Settings.REPORT_EVERY, 10)
            .listener(watch)
            .stopWhen(Runs.after(60))
            .run();
    assertTrue(result.interrupted());
    assertEquals(100, Files.readAllLines(result.directory().resolve("classes.txt")).size());
    assertEquals(6, losses.size());
    assertTrue(losses.get(5) < losses.get(0), "the loss fell: " + losses);
  }
}
