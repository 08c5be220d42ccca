package io.finetune.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.CheckpointException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepCsvListenerTest {

  private static final String HEADER =
      "step,epoch,progress,learning_rate,images_per_second,data_wait,train_loss\r\n";

  @TempDir Path folder;

  @Test
  void aRowIsInTheFileAtOnceWithItsPlaceInEpochs() throws IOException {
    Path file = folder.resolve("steps.csv");
    try (StepCsvListener listener = new StepCsvListener(file, 0, Reports::fail)) {
      listener.onStep(report(14, 0.75));
      assertEquals(HEADER + "14,2,1.4,0.1,250.0,0.125,0.75\r\n", Files.readString(file));
    }
  }

  @Test
  void aResumedRunHasTheRowsOfAnUninterruptedOne() throws IOException {
    Path straight = folder.resolve("straight.csv");
    Path resumed = folder.resolve("resumed.csv");
    train(straight, 0, 2, 20);
    train(resumed, 0, 2, 16); // stopped after step 16, saved at step 10
    Files.writeString(resumed, "18,2,1.8", StandardOpenOption.APPEND); // and torn while writing
    train(resumed, 10, 12, 20);
    assertEquals(Files.readString(straight), Files.readString(resumed));
  }

  @Test
  void anotherFileIsNotTouched() throws IOException {
    Path file = folder.resolve("steps.csv");
    Files.writeString(file, "a,b\r\n1,2\r\n");
    String message =
        assertThrows(CheckpointException.class, () -> new StepCsvListener(file, 0, Reports::fail))
            .getMessage();
    assertTrue(message.contains("no column \"step\""), message);
    assertEquals("a,b\r\n1,2\r\n", Files.readString(file));
  }

  private static void train(Path file, long resumed, int first, int last) {
    try (StepCsvListener listener = new StepCsvListener(file, resumed, Reports::fail)) {
      for (int step = first; step <= last; step += 2) {
        listener.onStep(report(step, 1.0 / step));
      }
    }
  }

  private static StepReport report(int step, double loss) {
    int epoch = (step - 1) / 10;
    return new StepReport(
        epoch + 1,
        3,
        step,
        step - 10 * epoch,
        10,
        Map.of("loss", loss),
        0.1,
        250,
        0.125,
        Duration.ZERO);
  }
}
