package io.finetune.train;

import io.finetune.CheckpointException;
import io.finetune.optim.Distribution;
import io.finetune.optim.GradientNorms;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.function.Consumer;
import javax.imageio.ImageIO;

/**
 * Writes the training for TensorBoard: {@code tensorboard --logdir FOLDER}.
 *
 * <p>Over optimizer steps: {@code train/loss} and the loss's parts, {@code train/learning_rate},
 * {@code train/images_per_second}, {@code train/data_wait}; once per epoch {@code epoch/loss} with
 * its parts, and {@code validation/NAME} for each evaluation result. Fractions stay fractions.
 * Measured gradients as {@code gradient_norm/LAYER_before} and {@code _after}, {@code
 * gradient_max/LAYER_before} and {@code _after}. Hyperparameters, images, distributions and
 * precision-recall curves are written by whoever has them.
 *
 * <p>Every event is in the file when the call returns, unless the disk is full or was made
 * read-only: that is told once, does not end the training, and what could not be written is written
 * later.
 */
public final class TensorBoardListener implements TrainingListener {

  private static final String PREFIX = "events.out.tfevents.";

  private final EventFile events;

  /**
   * Adds an event file to the folder, which is made if it is missing. What a crash cut off at the
   * end of an earlier file is removed, for TensorBoard reads no further than there.
   *
   * @param folder where the event files of the run lie
   * @param resumedStep the optimizer steps the run had done when it was saved, 0 for a new run:
   *     TensorBoard then shows this run's values in place of earlier files' from the next step on
   * @param warnings told in a sentence when events cannot be written, and when they can again
   * @throws CheckpointException if the folder cannot be made or read
   */
  public TensorBoardListener(Path folder, long resumedStep, Consumer<String> warnings) {
    this(folder, resumedStep, warnings, Clock.systemUTC());
  }

  TensorBoardListener(Path folder, long resumedStep, Consumer<String> warnings, Clock clock) {
    try {
      Files.createDirectories(folder);
      cutUnfinished(folder);
    } catch (IOException e) {
      throw new CheckpointException(
          "cannot open " + folder.toAbsolutePath() + " for TensorBoard's events: " + e, e);
    }
    this.events = new EventFile(unused(folder, clock), warnings, clock);
    if (resumedStep > 0) {
      events.restartAt(resumedStep + 1);
    }
  }

  private static void cutUnfinished(Path folder) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, PREFIX + "*")) {
      for (Path file : files) {
        EventFile.cutUnfinished(file);
      }
    }
  }

  /**
   * TensorBoard reads a folder's files in the order of their names: the time comes first, then the
   * process and a number, for a run resumed within the same second.
   */
  private static Path unused(Path folder, Clock clock) {
    String name = PREFIX + clock.instant().getEpochSecond() + "." + ProcessHandle.current().pid();
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
  public void onGradients(GradientReport report) {
    EventFile.Step step = events.step(report.step());
    for (GradientNorms.Norms layer : report.layers()) {
      step.scalar("gradient_norm/" + layer.name() + "_before", layer.normBefore())
          .scalar("gradient_norm/" + layer.name() + "_after", layer.normAfter())
          .scalar("gradient_max/" + layer.name() + "_before", layer.maxBefore())
          .scalar("gradient_max/" + layer.name() + "_after", layer.maxAfter());
    }
    step.end();
  }

  /**
   * Writes what the run was set to, for the tab of hyperparameters, where runs are compared.
   *
   * @param hyperparameters booleans, numbers and texts by name
   */
  public void hyperparameters(Map<String, Object> hyperparameters) {
    events.step(0).add(SummaryValues.start(hyperparameters, events.seconds())).end();
  }

  /** Writes that the run reached its end. */
  public void ended() {
    events.step(0).add(SummaryValues.end(events.seconds())).end();
  }

  /**
   * Writes an image.
   *
   * @param tag its name
   * @param step the optimizer step it belongs to
   * @param picture what to show
   */
  public void image(String tag, long step, BufferedImage picture) {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      ImageIO.write(picture, "png", png);
    } catch (IOException e) {
      throw new UncheckedIOException("an image cannot be written to memory", e);
    }
    ProtoMessage value =
        SummaryValues.image(tag, picture.getHeight(), picture.getWidth(), png.toByteArray());
    events.step(step).add(value).end();
  }

  /**
   * Writes histograms.
   *
   * @param step the optimizer step they belong to
   * @param distributions by tag
   */
  public void histograms(long step, Map<String, Distribution> distributions) {
    EventFile.Step event = events.step(step);
    distributions.forEach((tag, values) -> event.add(SummaryValues.histogram(tag, values)));
    event.end();
  }

  /**
   * Writes a precision-recall curve.
   *
   * @param tag its name
   * @param step the optimizer step it belongs to
   * @param counts decisions by their scores
   */
  public void curve(String tag, long step, ThresholdCounts counts) {
    events.step(step).add(SummaryValues.curve(tag, counts)).end();
  }

  @Override
  public void close() {
    events.close();
  }
}
