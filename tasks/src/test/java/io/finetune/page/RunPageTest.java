package io.finetune.page;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.FinetuneException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunPageTest {

  private static final String GC = "optimizer: sgd_gc\n";

  @TempDir Path folder;

  @Test
  void theBestEpochStandsOnTopWithItsInterval() throws IOException {
    String page = page(MadeRun.labels(folder.resolve("run"), MadeRun.FEW, GC, 1, 0.75));
    assertTrue(page.contains("<strong>75.00\u202F%</strong>"), "the accuracy");
    assertTrue(page.contains("best epoch, 2 of 3; 95 % interval 57"), "where it was reached");
    assertTrue(page.contains("best epoch, 2</th>") && page.contains("last epoch, 3</th>"));
  }

  @Test
  void namesAreTextAndNothingComesFromTheNetwork() throws IOException {
    Path run = MadeRun.labels(folder.resolve("r<b>un \uD83D\uDE00"), MadeRun.FEW, GC, 1, 0.5);
    String page = page(run);
    assertFalse(page.contains("<script"), "markup of a class's name");
    assertTrue(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assertTrue(page.contains("r&lt;b&gt;un \uD83D\uDE00"));
    assertFalse(page.matches("(?s).*(src|href|srcset)=\"(?!data:).*"), "an address outside");
    assertFalse(page.contains("url(") || page.contains("@import"));
  }

  @Test
  void theFolderAloneMakesThePageAndTheSameAgain() throws IOException {
    Path run = MadeRun.labels(folder.resolve("run"), MadeRun.FEW, GC, 1, 0.5);
    byte[] first = Files.readAllBytes(RunPage.write(run));
    assertArrayEquals(first, Files.readAllBytes(RunPage.write(run)));
    for (String name : new String[] {"loss", "metric-1", "learning-rate", "speed", "data-wait"}) {
      assertTrue(Files.size(run.resolve("report").resolve(name + ".png")) > 1000, name);
      assertTrue(Files.readAllLines(run.resolve("report").resolve(name + ".csv")).size() > 3, name);
    }
  }

  @Test
  void theConfusionsAreThoseOfThePredictions() throws IOException {
    Path run = MadeRun.labels(folder.resolve("run"), MadeRun.FEW, GC, 1, 0.5);
    Confusions confusions = RunFiles.read(run).test().orElseThrow().confusions();
    long rows = Files.readAllLines(run.resolve("test/predictions.csv")).size() - 1L;
    assertEquals(rows, confusions.counts().values().stream().mapToLong(Long::longValue).sum());
    for (long total : confusions.totals()) {
      assertEquals(10, total);
    }
  }

  @Test
  void aRunOfAnOlderVersionOrBrokenOffEarlyHasAPageToo() throws IOException {
    Path run = Files.createDirectories(folder.resolve("run"));
    Files.writeString(run.resolve("config.yaml"), "model: net\ndataset: data\noptimizer: sgd\n");
    assertTrue(page(run).contains("No epoch has ended yet"));
    Files.writeString(
        run.resolve("metrics.csv"),
        "epoch,step,learning_rate,images_per_second,data_wait,seconds,best,train_loss\r\n"
            + "1,10,0.1,50.0,0.0,2.0,false,1.5\r\n2,20,0.1,50.0,0");
    assertTrue(page(run).contains("1 of \u2013 epochs"), "a torn row is left out");
  }

  @Test
  void aDetectorsPageHasApCurvesAndWhatWasMissed() throws IOException {
    Path run = MadeRun.objects(folder.resolve("run"), MadeRun.FEW);
    String page = page(run);
    assertTrue(page.contains("Average precision by class"));
    assertTrue(page.contains(">nothing<"), "what is there where nothing is");
    assertTrue(Files.exists(run.resolve("report/precision-recall-boxes.png")));
  }

  @Test
  void gradientsArePlottedWhereTheyWereLogged() throws IOException {
    Path run = MadeRun.labels(folder.resolve("run"), MadeRun.FEW, GC, 1, 0.5);
    assertFalse(page(run).contains("<h2>Gradients</h2>"));
    MadeRun.gradients(run);
    assertTrue(page(run).contains("conv1: L2 norm"));
    assertTrue(Files.exists(run.resolve("report/gradient-1-max.png")));
  }

  @Test
  void anotherFolderIsNoRun() {
    String message =
        assertThrows(FinetuneException.class, () -> RunPage.write(folder)).getMessage();
    assertTrue(message.contains("has no config.yaml"), message);
  }

  @Test
  void theIntervalOfWilsonsPaper() {
    // 15 of 20: by the formula (p + z2/2n -+ z sqrt(pq/n + z2/4n2)) / (1 + z2/n).
    double[] ends = Headline.wilson(0.75, 20);
    assertEquals(0.5313, ends[0], 5e-5);
    assertEquals(0.8881, ends[1], 5e-5);
  }

  private static String page(Path run) throws IOException {
    return Files.readString(RunPage.write(run));
  }
}
