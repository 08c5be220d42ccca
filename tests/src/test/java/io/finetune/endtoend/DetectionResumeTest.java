package io.finetune.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.CheckpointException;
import io.finetune.run.Choices;
import io.finetune.run.Finetune;
import io.finetune.run.RunResult;
import io.finetune.run.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A detector's run that is stopped wherever it can be ends where an uninterrupted one does. */
class DetectionResumeTest {

  private static final String MODEL = "fasterrcnn_resnet18_fpn";

  /** Steps of three batches, and a last one of two. */
  private static final int STEPS = 3;

  @TempDir Path folder;

  private Finetune everything() {
    return DetectionRuns.small(MODEL, folder)
        .optimizer("ranger_gc")
        .set(Settings.EPOCHS, 2)
        .set(Settings.BATCH_SIZE, 2)
        .set(Settings.ACCUMULATE, 3)
        .set(Settings.TRAIN_SIZES, List.of(48, 64))
        .set(Settings.SCHEDULE_NAME, "cosine")
        .set(Settings.WARMUP_STEPS, 2)
        .set(Settings.LOOKAHEAD_STEPS, 4)
        .set(Settings.CLIP_NORM, 10.0);
  }

  @Test
  void stoppedInAStepInAnEvaluationAndByACrash() throws IOException {
    Finetune run = everything();
    RunResult whole = run.run();

    Path part = run.stopWhen(Runs.after(1)).run().directory();
    Finetune again = Finetune.of(Choices.NONE);
    assertTrue(again.stopWhen(Runs.after(STEPS)).resume(part).interrupted(), "in an evaluation");
    assertEquals(0, rows(part));
    Finetune crashing =
        again.set(Settings.REPORT_EVERY, 1).listener(Runs.crashAfter(2, new Runs.Crash()));
    assertThrows(Runs.Crash.class, () -> crashing.resume(part));
    assertEquals(1, rows(part));
    assertTrue(again.stopWhen(Runs.after(2)).resume(part).interrupted(), "within epoch 2");
    Runs.assertSameEnd(whole, again.resume(part));
  }

  private static int rows(Path run) throws IOException {
    return run.resolve("metrics.csv").toFile().exists() ? Runs.metrics(run).size() : 0;
  }

  @Test
  void otherImagesAreRefused() {
    Path run = DetectionRuns.small(MODEL, folder).stopWhen(Runs.after(1)).run().directory();
    Finetune others = Finetune.of(Choices.NONE).dataset("shapes:images=12,test=8,size=64");
    String message = assertThrows(CheckpointException.class, () -> others.resume(run)).getMessage();
    assertTrue(message.contains("train_images: 16 -> 12"), message);
  }
}
