package io.finetune.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.CheckpointException;
import io.finetune.endtoend.Runs;
import io.finetune.file.FaultyFileSystem;
import io.finetune.file.FullDisk;
import io.finetune.run.CheckpointFiles;
import io.finetune.run.Choices;
import io.finetune.run.Finetune;
import io.finetune.run.RunResult;
import io.finetune.run.Settings;
import io.finetune.train.StepReport;
import io.finetune.train.TrainingListener;
import io.finetune.weight.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training whose disk fills up, or becomes read-only, in its middle; the disk is a fake. */
@Tag("fault")
class FullDiskTest {

  private static final int EPOCHS = 4;

  @TempDir Path folder;

  private final List<String> warnings = new ArrayList<>();
  private RunResult whole;
  private Path run;
  private FullDisk disk;

  @BeforeEach
  void train() {
    Finetune small =
        Runs.small(folder)
            .set(Settings.IMAGE_SIZE, 8)
            .set(Settings.RESIZE, 8)
            .set(Settings.EPOCHS, EPOCHS)
            .set(Settings.REPORT_EVERY, 1)
            .set(Settings.CHECKPOINT_MINUTES, 1e-9);
    whole = small.run();
    run = small.stopWhen(Runs.after(5)).run().directory();
    disk = new FullDisk(run);
  }

  /** Goes on with the run on the fake disk, to which something happens at every step. */
  private RunResult resume(Consumer<StepReport> event) {
    TrainingListener watcher =
        new TrainingListener() {
          @Override
          public void onStep(StepReport report) {
            event.accept(report);
          }

          @Override
          public void onWarning(String warning) {
            warnings.add(warning);
          }
        };
    Path seen = FaultyFileSystem.over(run, disk);
    return Finetune.of(Choices.NONE).listener(watcher).resume(seen);
  }

  private void assertTold(String... texts) {
    for (String text : texts) {
      assertTrue(
          warnings.stream().anyMatch(warning -> warning.contains(text)),
          text + " is not among " + warnings);
    }
  }

  @Test
  void aDiskThatIsFullOrReadOnlyForAnEpochChangesNothingInTheEnd() throws IOException {
    resume(
        report -> {
          switch ((int) report.step()) {
            case 8 -> disk.leave(100);
            case 22, 38 -> disk.empty();
            case 25 -> disk.makeReadOnly();
            default -> {}
          }
        });
    assertTold("NO CHECKPOINT WAS WRITTEN", "No space left on device", "Read-only file system");
    assertTold("metrics.csv", "metrics.csv is whole again", "tfevents");
    assertTold("checkpoints are written again");
    SmallTraining.assertSame(whole.directory(), run);
    assertEquals(List.of(), leftovers());
  }

  @Test
  void lastWeightsThatCannotBeStoredAreAnErrorAndTheRunCanBeResumedFromBefore() throws IOException {
    String message =
        assertThrows(
                CheckpointException.class,
                () ->
                    resume(
                        report -> {
                          if (report.step() == 33) {
                            disk.leave(0);
                          }
                        }))
            .getMessage();
    assertTrue(message.contains("the last weights could not be stored"), message);
    assertTrue(message.contains("No space left on device"), message);
    Weights kept = Weights.readChecked(run.resolve(CheckpointFiles.LAST));
    assertEquals("32", kept.metadata().get("progress.step"));
    assertEquals(List.of(), leftovers());
    RunResult resumed = Finetune.of(Choices.NONE).resume(run);
    assertFalse(resumed.interrupted());
    SmallTraining.assertSame(whole.directory(), run);
  }

  private List<String> leftovers() throws IOException {
    try (var files = Files.list(run)) {
      return files.map(Path::toString).filter(file -> file.endsWith(".tmp")).toList();
    }
  }
}
