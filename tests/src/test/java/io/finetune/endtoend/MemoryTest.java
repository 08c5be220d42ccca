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
  private static final int WARM_UP_EPOCHS = 4;

  /** One 8 x 16 x 16 x 16 float activation kept a step would be 40 MiB over the epochs compared. */
  private static final double MOST_MIB_AN_EPOCH = 2;

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
    assertEquals(Set.of(arrays.get(0)), Set.copyOf(arrays), "live arrays by epoch: " + arrays);
    double slope = medianSlope(resident.subList(WARM_UP_EPOCHS, EPOCHS));
    assertTrue(slope < MOST_MIB_AN_EPOCH, slope + " MiB an epoch; by epoch: " + resident);
  }

  /** The median of the slopes between all pairs (Theil and Sen): one odd value cannot bend it. */
  private static double medianSlope(List<Double> values) {
    List<Double> slopes = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      for (int j = i + 1; j < values.size(); j++) {
        slopes.add((values.get(j) - values.get(i)) / (j - i));
      }
    }
    Collections.sort(slopes);
    return slopes.get(slopes.size() / 2);
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
  private static int liveArrays() {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      return manager.getParentManager().getManagedArrays().size();
    }
  }
}
