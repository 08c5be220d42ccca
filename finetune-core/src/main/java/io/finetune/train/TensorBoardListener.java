package io.finetune.train;

import io.finetune.CheckpointException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/**
 * Writes the training as scalars for TensorBoard: {@code tensorboard --logdir FOLDER}.
 *
 * <p>Over optimizer steps: {@code train/loss} and the loss's parts, {@code train/learning_rate},
 * {@code train/images_per_second}, {@code train/data_wait}; once per epoch {@code epoch/loss} with
 * its parts, and {@code validation/NAME} for each evaluation result. Fractions stay fractions.
 * Every event is in the file when the call returns.
 */
public final class TensorBoardListener implements TrainingListener {

  private final EventFile events;

  /**
   * Adds an event file to the folder, which is made if it is missing.
   *
   * @param folder where the event files of the run lie
   * @param resumedStep the optimizer steps the run had done when it was saved, 0 for a new run:
   *     TensorBoard then shows this run's values in place of earlier files' from the next step on
   * @throws CheckpointException if the folder or file cannot be written
   */
  public TensorBoardListener(Path folder, long resumedStep) {
    this(folder, resumedStep, Clock.systemUTC());
  }

  TensorBoardListener(Path folder, long resumedStep, Clock clock) {
    this.events = new EventFile(unused(folder, clock), clock);
    if (resumedStep > 0) {
      events.restartAt(resumedStep + 1);
    }
  }

  /**
   * TensorBoard reads a folder's files in the order of their names: the time comes first, then the
   * process and a number, for a run resumed within the same second.
   */
  private static Path unused(Path folder, Clock clock) {
    String name =
        "events.out.tfevents."
            + clock.instant().getEpochSecond()
            + "."
            + ProcessHandle.current().pid();
    int number = 0;
    Path file = folder.resolve(name + "." + number);
    while (Files.exists(file)) {
      number++;
      file = folder.resolve(name + "." + number);
    }
    return file;
  }

  @Override
  public void onStep(StepReport report) {
    EventFile.Step step = events.step(report.step());
    report.losses().forEach((name, value) -> step.scalar("train/" + name, value));
    step.scalar("train/learning_rate", report.learningRate())
        .scalar("train/images_per_second", report.imagesPerSecond())
        .scalar("train/data_wait", report.dataWait());
    step.end();
  }

  @Override
  public void onEpoch(EpochReport report) {
    EventFile.Step step = events.step(report.step());
    report.losses().forEach((name, value) -> step.scalar("epoch/" + name, value));
    report.metrics().forEach((name, value) -> step.scalar("validation/" + name, value));
    step.end();
  }

  @Override
  public void close() {
    events.close();
  }
}
