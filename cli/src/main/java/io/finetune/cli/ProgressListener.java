package io.finetune.cli;

import io.finetune.train.EpochReport;
import io.finetune.train.StepReport;
import io.finetune.train.TrainingListener;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Shows a training on the console: on a terminal a bar that lives for an epoch, elsewhere a line
 * per report; and a line per finished epoch on both. When the model waits for images, it says so
 * once.
 */
final class ProgressListener implements TrainingListener {

  /** Share of the time waiting for data from which on more workers are worth a try. */
  private static final double NOTABLE_WAIT = 0.2;

  private static final Duration SHORT_EPOCH = Duration.ofSeconds(10);

  private final PrintStream out;
  private final boolean terminal;
  private final int width;
  private ProgressBar bar;
  private OneLine line;
  private int epoch;
  private boolean hinted;

  /**
   * Creates the listener.
   *
   * @param out where to print; stays open
   * @param terminal whether a carriage return moves back over the line there
   */
  ProgressListener(PrintStream out, boolean terminal) {
    this(out, terminal, -1);
  }

  /**
   * Creates the listener for a given width.
   *
   * @param width columns of the terminal; 0 or less asks the terminal
   */
  ProgressListener(PrintStream out, boolean terminal, int width) {
    this.out = out;
    this.terminal = terminal;
    this.width = width;
  }

  @Override
  public void onStep(StepReport report) {
    boolean warm = epoch == report.epoch(); // the first report of an epoch includes filling queues
    if (terminal) {
      showBar(report);
    } else {
      out.println(plainLine(report));
    }
    epoch = report.epoch();
    if (warm) {
      hint(report.dataWait());
    }
  }

  @Override
  public void onEpoch(EpochReport report) {
    clearBar();
    out.println(epochLine(report));
    // In an epoch of seconds the wait is the first batches', which no setting would shorten.
    if (report.elapsed().compareTo(SHORT_EPOCH) > 0) {
      hint(report.dataWait());
    }
  }

  @Override
  public void onWarning(String warning) {
    clearBar();
    out.println("warning: " + warning);
  }

  @Override
  public void onSkip(String reason) {
    clearBar();
    out.println("skipped: " + reason);
  }

  @Override
  public void close() {
    clearBar();
    out.flush();
  }

  private void showBar(StepReport report) {
    if (bar == null) {
      line = new OneLine(out, width);
      bar =
          new ProgressBarBuilder()
              .setTaskName("epoch " + report.epoch() + "/" + report.epochs())
              .setInitialMax(report.stepsInEpoch())
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(200)
              .setConsumer(line)
              .clearDisplayOnFinish()
              .hideEta()
              .build();
    }
    bar.setExtraMessage("  " + numbers(report));
    bar.stepTo(report.stepInEpoch());
  }

  private void clearBar() {
    if (bar != null) {
      bar.close();
      line.clearIfDrawn(); // a bar that closes before its first tick draws itself once more
      bar = null;
    }
  }

  private void hint(double dataWait) {
    if (hinted || dataWait <= NOTABLE_WAIT) {
      return;
    }
    hinted = true;
    clearBar();
    out.println(
        text(
            "hint: %.0f %% of the time the model waits for images; more --workers, or images stored"
                + " nearer to the training size, would speed this run up",
            100 * dataWait));
  }

  private static String plainLine(StepReport report) {
    return text(
        "epoch %d/%d  step %d/%d  %s",
        report.epoch(),
        report.epochs(),
        report.stepInEpoch(),
        report.stepsInEpoch(),
        numbers(report));
  }

  private static String numbers(StepReport report) {
    return text(
        "%s  lr %.3g  %.1f img/s  wait %.0f %%  ETA %s",
        losses(report.losses()),
        report.learningRate(),
        report.imagesPerSecond(),
        100 * report.dataWait(),
        clock(report.remaining()));
  }

  private static String epochLine(EpochReport report) {
    String metrics =
        report.metrics().entrySet().stream()
            .map(metric -> text("  %s %.2f %%", metric.getKey(), 100 * metric.getValue()))
            .collect(Collectors.joining());
    return text(
        "epoch %d/%d done  %s%s%s  %.1f img/s  wait %.0f %%  in %s",
        report.epoch(),
        report.epochs(),
        losses(report.losses()),
        metrics,
        report.best() ? " (best)" : "",
        report.imagesPerSecond(),
        100 * report.dataWait(),
        clock(report.elapsed()));
  }

  private static String losses(Map<String, Double> losses) {
    return losses.entrySet().stream()
        .map(loss -> text("%s %.4f", loss.getKey(), loss.getValue()))
        .collect(Collectors.joining("  "));
  }

  private static String clock(Duration time) {
    return text("%d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart());
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /** Draws over one line and, unlike its base, leaves the cursor there for the next output. */
  private static final class OneLine extends ConsoleProgressBarConsumer {

    private final PrintStream stream;
    private volatile boolean drawn;

    OneLine(PrintStream stream, int width) {
      super(stream, width);
      this.stream = stream;
    }

    @Override
    public void accept(String text) {
      super.accept(text);
      stream.flush();
      drawn = true;
    }

    void clearIfDrawn() {
      if (drawn) {
        clear();
      }
    }

    @Override
    public void clear() {
      stream.print("\r" + " ".repeat(getMaxRenderedLength()) + "\r");
      drawn = false;
    }

    @Override
    public void close() {
      stream.flush();
    }
  }
}
