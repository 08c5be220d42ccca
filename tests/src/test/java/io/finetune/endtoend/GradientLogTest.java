package io.finetune.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.FinetuneException;
import io.finetune.run.Choices;
import io.finetune.run.Finetune;
import io.finetune.run.RunResult;
import io.finetune.run.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gradients before and after centralization, as a run records them. */
class GradientLogTest {

  private static final int INTERVAL = 5;

  @TempDir Path folder;

  @Test
  void everyReportHasARowALayerAndAResumedRunTheSame() throws IOException {
    Finetune run =
        Runs.small(folder)
            .set(Settings.EPOCHS, 2)
            .set(Settings.REPORT_EVERY, INTERVAL)
            .set(Settings.LOG_GRADIENTS, List.of("conv1", "fc"))
            .set(Settings.HISTOGRAM_EVERY, 1);
    RunResult whole = run.run();
    List<String> rows = Files.readAllLines(whole.directory().resolve("gradients.csv"));
    assertEquals(1 + 2 * 2 * Runs.STEPS / INTERVAL, rows.size());
    for (int i = 1; i < rows.size(); i++) {
      String[] row = rows.get(i).split(",", -1);
      assertEquals((i + 1) / 2 * INTERVAL, Integer.parseInt(row[0]));
      assertEquals(i % 2 == 1 ? "conv1" : "fc", row[1]);
      double normBefore = Double.parseDouble(row[2]);
      double normAfter = Double.parseDouble(row[3]);
      // Taking out the mean is a projection: it never makes a gradient longer.
      assertTrue(0 < normAfter && normAfter < normBefore, rows.get(i));
      assertTrue(Double.parseDouble(row[4]) <= normBefore, rows.get(i));
    }

    RunResult half = run.stopWhen(Runs.after(Runs.STEPS + 7)).run();
    RunResult resumed = Finetune.of(Choices.NONE).resume(half.directory());
    assertEquals(rows, Files.readAllLines(resumed.directory().resolve("gradients.csv")));

    RunResult unwatched =
        Runs.small(folder).set(Settings.EPOCHS, 2).set(Settings.REPORT_EVERY, INTERVAL).run();
    assertFalse(Files.exists(unwatched.directory().resolve("gradients.csv")));
    Runs.assertSameTensors(Runs.last(whole.directory()), Runs.last(unwatched.directory()));
  }

  @Test
  void aMistypedLayerLeavesNoFolderBehind() throws IOException {
    Finetune run = Runs.small(folder).set(Settings.LOG_GRADIENTS, List.of("fc2"));
    FinetuneException error = assertThrows(FinetuneException.class, run::run);
    assertTrue(error.getMessage().contains("did you mean 'fc'"), error.getMessage());
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(List.of(), left.toList());
    }
  }
}
