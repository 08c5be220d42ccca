package io.finetune.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.CheckpointException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressTest {

  private static final Progress MIDWAY =
      new Progress(
          3, 17, 1L << 40, Map.of("cross_entropy", 0.1 + 0.2, "box", 1e-300), 15, 6, 2, 0.7512);

  @Test
  void textBringsBackEveryBit() {
    for (Progress progress : List.of(MIDWAY, Progress.START)) {
      Map<String, String> map = new HashMap<>(progress.toMap());
      map.put("model", "resnet18");
      assertEquals(progress, Progress.fromMap(map));
    }
  }

  @Test
  void anEpochEndsWithEmptySums() {
    long step = MIDWAY.step();
    assertEquals(
        new Progress(4, 0, step, Map.of(), 0, 6, 2, 0.7512), MIDWAY.afterEpoch(false, 0.5));
    assertEquals(new Progress(4, 0, step, Map.of(), 0, 6, 4, 0.8), MIDWAY.afterEpoch(true, 0.8));
  }

  @Test
  void anUnfinishedEpochHasNoReport() {
    assertEquals(MIDWAY.step() - 1, MIDWAY.reportedStep());
    assertEquals(MIDWAY.step(), MIDWAY.afterEpoch(false, 0.5).reportedStep());
    assertEquals(0, Progress.START.reportedStep());
  }

  @Test
  void everyMissingEntryIsNamed() {
    for (String name :
        List.of(
            "progress.epoch",
            "progress.batch",
            "progress.step",
            "progress.loss_batches",
            "progress.skipped",
            "progress.best_epoch",
            "progress.best")) {
      Map<String, String> map = new HashMap<>(MIDWAY.toMap());
      map.remove(name);
      var error = assertThrows(CheckpointException.class, () -> Progress.fromMap(map));
      assertTrue(error.getMessage().contains("lacks '" + name + "'"), error.getMessage());
    }
  }

  @Test
  void aDamagedNumberIsShown() {
    Map<String, String> map = new HashMap<>(MIDWAY.toMap());
    map.put("progress.step", "12x");
    var error = assertThrows(CheckpointException.class, () -> Progress.fromMap(map));
    assertTrue(error.getMessage().contains("12x"), error.getMessage());
  }
}
