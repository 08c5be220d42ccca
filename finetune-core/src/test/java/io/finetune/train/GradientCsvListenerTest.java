package io.finetune.train;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.CheckpointException;
import io.finetune.optim.GradientNorms.Norms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GradientCsvListenerTest {

  private static final String HEADER = "step,layer,norm_before,norm_after,max_before,max_after";

  @TempDir Path folder;

  @Test
  void aRowForEveryStepAndLayer() throws IOException {
    GradientCsvListener listener = listener(0);
    listener.onGradients(report(10));
    assertEquals(
        List.of(HEADER, "10,conv1,2.0,1.5,0.5,0.25", "10,\"a,b\",4.0,3.0,1.0,0.125"),
        Files.readAllLines(file()));
  }

  @Test
  void aResumedRunDropsWhatItWillRepeat() throws IOException {
    GradientCsvListener whole = listener(0);
    whole.onGradients(report(10));
    byte[] before = Files.readAllBytes(file());
    whole.onGradients(report(20));
    byte[] after = Files.readAllBytes(file());
    Files.writeString(file(), "30,conv1,2.0", StandardOpenOption.APPEND);
    GradientCsvListener resumed = listener(19);
    assertEquals(new String(before, UTF_8), Files.readString(file()));
    resumed.onGradients(report(20));
    assertEquals(new String(after, UTF_8), Files.readString(file()));
  }

  @Test
  void aFileOfSomethingElseIsRefused() throws IOException {
    Files.writeString(file(), "epoch,loss\n1,2\n");
    assertRefused("no column \"step\"");
    Files.writeString(file(), HEADER + "\nten,conv1,1,1,1,1\n");
    assertRefused("record 1: step is \"ten\"");
  }

  private void assertRefused(String part) {
    CheckpointException error = assertThrows(CheckpointException.class, () -> listener(5));
    assertTrue(error.getMessage().contains(part), error.getMessage());
  }

  private GradientCsvListener listener(long resumedStep) {
    return new GradientCsvListener(file(), resumedStep, Reports::fail);
  }

  private Path file() {
    return folder.resolve("gradients.csv");
  }

  private static GradientReport report(long step) {
    return new GradientReport(
        step, List.of(new Norms("conv1", 2, 1.5, 0.5, 0.25), new Norms("a,b", 4, 3, 1, 0.125)));
  }
}
