package io.finetune.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import io.finetune.run.Settings;
import io.finetune.train.EpochReport;
import io.finetune.train.TrainingListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Memory does not grow with the steps: 558 of them, with an evaluation and a checkpoint each 62.
 */
class MemoryTest {

  private static final int EPOCHS = 9;
  private static final int STEPS = 62;

  /** A single activation of the first stage kept at every step would be 128. */
  private static final double MOST_KIB_A_STEP = 50;

  @TempDir Path folder;

  @Test
  @EnabledOnOs(OS.LINUX)
  void residentMemoryAndLiveArraysStayFlat() {
    List<Double> resident = new ArrayList<>();
    List<Integer> arrays = new ArrayList<>();
    TrainingListener watch =
        new TrainingListener() {
          @Override
          public void onEpoch(EpochReport report) {
            System.gc(); // what remains is held, not merely uncollected
            resident.add(residentMebibytes());
            arrays.add(liveArrays());
          }
        };
    Runs.small(folder)
        .set(Settings.BATCH_SIZE, 8)
        .set(Settings.EPOCHS, EPOCHS)
        .listener(watch)
        .run();
    assertEquals(EPOCHS, resident.size());
    // The first checkpoint, which names the optimizer's state, comes after the first report.
    List<Integer> settled = arrays.subList(1, EPOCHS);
    assertEquals(Set.of(settled.get(0)), Set.copyOf(settled), "live arrays by epoch: " + arrays);
    double slope = slope(resident);
    assertTrue(slope < MOST_KIB_A_STEP, slope + " KiB a step; MiB by epoch: " + resident);
  }

  /**
   * The growth a step between epochs 2 to 4 and 7 to 9: of their smallest values, as the Java heap
   * comes and goes above them.
   */
  private static double slope(List<Double> mebibytes) {
    double early = Collections.min(mebibytes.subList(1, 4));
    double late = Collections.min(mebibytes.subList(6, 9));
    return 1024 * (late - early) / (5 * STEPS);
  }

  private static double residentMebibytes() {
    try {
      String line =
          Files.readAllLines(Path.of("/proc/self/status")).stream()
              .filter(each -> each.startsWith("VmRSS:"))
              .findFirst()
              .orElseThrow();
      return Double.parseDouble(line.replaceAll("\\D", "")) / 1024;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Counts the arrays of all open managers: those below the root of the engine's tree. */
  static int liveArrays() {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      return manager.getParentManager().getManagedArrays().size();
    }
  }
}
