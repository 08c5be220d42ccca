package io.finetune.cli;

import io.finetune.FinetuneException;
import io.finetune.train.EpochReport;
import io.finetune.train.StepReport;
import io.finetune.train.TrainingListener;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes what the console shows into the run's {@code run.log}, as plain lines; a resumed run goes
 * on in the same file.
 */
final class RunLog implements TrainingListener {

  private PrintStream file;
  private ProgressListener lines;

  /**
   * Starts the log, once the run's folder is known.
   *
   * @param directory the run's folder
   */
  void open(Path directory) {
    Path path = directory.resolve("run.log");
    try {
      file =
          new PrintStream(
              Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
              true,
              StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new FinetuneException("cannot write " + path + ": " + e, e);
    }
    lines = new ProgressListener(file, false);
  }

  void line(String text) {
    if (file != null) {
      file.println(text);
    }
  }

  @Override
  public void onStep(StepReport report) {
    lines.onStep(report);
  }

  @Override
  public void onEpoch(EpochReport report) {
    lines.onEpoch(report);
  }

  @Override
  public void onSkip(String reason) {
    lines.onSkip(reason);
  }

  @Override
  public void close() {
    if (file != null) {
      lines.close();
      file.flush();
    }
  }
}
