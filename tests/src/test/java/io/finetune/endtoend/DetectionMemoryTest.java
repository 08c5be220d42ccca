package io.finetune.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.finetune.run.Settings;
import io.finetune.train.StepReport;
import io.finetune.train.TrainingListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A detector's training holds as many arrays after every step, whatever the images' sizes. */
class DetectionMemoryTest {

  private static final int STEPS = 30;

  @TempDir Path folder;

  @Test
  void liveArraysStayTheSame() {
    List<Integer> arrays = new ArrayList<>();
    TrainingListener watch =
        new TrainingListener() {
          @Override
          public void onStep(StepReport report) {
            arrays.add(MemoryTest.liveArrays());
          }
        };
    DetectionRuns.small("maskrcnn_resnet18_fpn", folder)
        .dataset("shapes:images=" + STEPS + ",test=4,size=64,empty=0.1")
        .set(Settings.BATCH_SIZE, 1)
        .set(Settings.MAX_SIZE, 96)
        .set(Settings.TRAIN_SIZES, List.of(32, 64, 96))
        .set(Settings.REPORT_EVERY, 1)
        .listener(watch)
        .run();
    assertEquals(STEPS, arrays.size());
    // The first step makes the optimizer's state.
    List<Integer> settled = arrays.subList(1, STEPS);
    assertEquals(Set.of(settled.get(0)), Set.copyOf(settled), "live arrays by step: " + arrays);
  }
}
