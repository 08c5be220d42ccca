package io.finetune.cli;

import io.finetune.file.LogFile;
import io.finetune.train.EpochReport;
import io.finetune.train.StepReport;
import io.finetune.train.TrainingListener;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Writes what the console shows into the run's {@code run.log}, as plain lines; a resumed run goes
 * on in the same file. Neither a full disk nor a console that went away ends the run: each is told
 * once on the other.
 */
final class RunLog implements TrainingListener {

  private final PrintStream console;
  private PrintStream file;
  private ProgressListener lines;
  private boolean consoleLost;

  /**
   * Creates the log, which begins when it is opened.
   *
   * @param console where warnings about the log go
   */
  RunLog(PrintStream console) {
    this.console = console;
  }

  /**
   * Starts the log, once the run's folder is known.
   *
   * @param directory the run's folder
   */
  void open(Path directory) {
    LogFile log = new LogFile(directory.resolve("run.log"), this::warn);
    log.startAfterLastLine();
    file = new PrintStream(log, true, StandardCharsets.UTF_8);
    lines = new ProgressListener(file, false);
  }

  private void warn(String warning) {
    console.println("warning: " + warning);
    console.flush();
  }

  void line(String text) {
    if (file != null) {
      file.println(text);
    }
  }

  @Override
  public void onStep(StepReport report) {
    lines.onStep(report);
    watchConsole();
  }

  @Override
  public void onEpoch(EpochReport report) {
    lines.onEpoch(report);
    watchConsole();
  }

  @Override
  public void onWarning(String warning) {
    if (file != null) {
      lines.onWarning(warning);
    }
  }

  private void watchConsole() {
    if (!consoleLost && console.checkError()) {
      consoleLost = true;
      lines.onWarning("the console cannot be written any more; the run goes on, see this file");
    }
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
