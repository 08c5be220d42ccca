package io.finetune.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.train.EpochReport;
import io.finetune.train.StepReport;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressListenerTest {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  @Test
  void aFileGetsALinePerReport() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      try (ProgressListener listener = new ProgressListener(out, false)) {
        listener.onStep(step(1, 20, 0.03));
        listener.onEpoch(epoch(0.03));
      }
    } finally {
      Locale.setDefault(before);
    }
    assertEquals(
        List.of(
            "epoch 1/10  step 20/391  loss 1.2346  lr 0.100  812.3 img/s  wait 3 %  ETA 26:03:05",
            "epoch 1/10 done  loss 1.2346  top1 56.78 % (best)  800.0 img/s  wait 3 %  in 0:01:05"),
        text().lines().toList());
  }

  @Test
  void aTerminalGetsABarThatIsGoneAfterItsEpoch() {
    try (ProgressListener listener = new ProgressListener(out, true, 140)) {
      listener.onStep(step(1, 20, 0.0));
      listener.onStep(step(1, 391, 0.0));
      listener.onEpoch(epoch(0.0));
    }
    String[] drawn = text().split("\r", -1);
    String last = drawn[drawn.length - 3];
    assertTrue(last.startsWith("epoch 1/10 100% [="), last);
    assertTrue(last.contains("391/391"), last);
    assertTrue(last.contains("loss 1.2346  lr 0.100  812.3 img/s  wait 0 %  ETA 26:03:05"), last);
    assertEquals(" ".repeat(140), drawn[drawn.length - 2]);
    assertTrue(drawn[drawn.length - 1].startsWith("epoch 1/10 done  loss 1.2346"), text());
    assertEquals(1, text().lines().filter(line -> line.contains("done")).count());
  }

  @Test
  void aSkippedStepIsALineOfItsOwn() {
    try (ProgressListener listener = new ProgressListener(out, false)) {
      listener.onSkip("the loss part 'box_reg' is NaN in epoch 1, step 3, on the batch of [a.jpg]");
    }
    assertEquals(
        "skipped: the loss part 'box_reg' is NaN in epoch 1, step 3, on the batch of [a.jpg]\n",
        text());
  }

  @Test
  void waitingForDataIsHintedAtOnce() {
    try (ProgressListener listener = new ProgressListener(out, false)) {
      listener.onStep(step(1, 20, 0.9)); // queues still empty
      assertFalse(text().contains("hint"), text());
      listener.onStep(step(1, 40, 0.2));
      assertFalse(text().contains("hint"), text());
      listener.onStep(step(1, 60, 0.31));
      assertTrue(text().contains("hint: 31 % of the time"), text());
      listener.onStep(step(1, 80, 0.5));
      listener.onEpoch(epoch(0.5));
    }
    assertEquals(1, text().lines().filter(line -> line.startsWith("hint")).count());
  }

  @Test
  void aRunThatEndsWithinAnEpochClearsItsBar() {
    ProgressListener listener = new ProgressListener(out, true, 100);
    listener.onStep(step(1, 20, 0.0));
    listener.close();
    listener.close();
    assertTrue(text().endsWith("\r" + " ".repeat(100) + "\r"), text());
  }

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static StepReport step(int epoch, int stepInEpoch, double dataWait) {
    Duration remaining = Duration.ofHours(26).plusMinutes(3).plusSeconds(5);
    return new StepReport(
        epoch,
        10,
        stepInEpoch,
        stepInEpoch,
        391,
        Map.of("loss", 1.23456),
        0.1,
        812.34,
        dataWait,
        remaining);
  }

  private static EpochReport epoch(double dataWait) {
    return new EpochReport(
        1,
        10,
        391,
        Map.of("loss", 1.23456),
        Map.of("top1", 0.5678),
        true,
        0.1,
        800,
        dataWait,
        Duration.ofSeconds(65));
  }
}
