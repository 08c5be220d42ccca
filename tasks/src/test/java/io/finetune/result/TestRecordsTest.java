package io.finetune.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.train.EpochReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestRecordsTest {

  private static final List<String> CLASSES = List.of("cat, big", "dog");

  @TempDir Path run;

  @Test
  void anEvaluationAsFiles() throws IOException {
    try (TestRecords records = new TestRecords(run, CLASSES, TestRecordsTest::fail)) {
      records
          .labels()
          .batch(
              List.of("a", "b", "c"),
              List.of(0, 0, 1),
              new float[] {0.75f, 0.25f, 0.375f, 0.625f, 0.125f, 0.875f});
      records.onEpoch(epoch(1, true));
    }
    assertEquals(
        List.of(
            "id,true_label,true_class,predicted_label,predicted_class,probability,"
                + "probability_of_true",
            "a,0,\"cat, big\",0,\"cat, big\",0.75,0.75",
            "b,0,\"cat, big\",1,dog,0.625,0.375",
            "c,1,dog,1,dog,0.875,0.875"),
        lines("predictions.csv"));
    // A cat before both others: AP 1; so for dogs, of which the one has the highest probability.
    assertEquals(
        List.of(
            "label,class,images,predicted,correct,accuracy,precision,average_precision",
            "0,\"cat, big\",2,1,1,0.5,1.0,1.0",
            "1,dog,1,2,1,1.0,0.5,1.0"),
        lines("classes.csv"));
    assertEquals(
        List.of("kind: labels", "epoch: 1", "step: 10", "best: true", "images: 3"),
        lines("about.yaml"));
    // Header, micro, macro, two classes.
    assertEquals(1 + 4 * ScoreBins.RECALLS, lines("precision_recall.csv").size());
  }

  @Test
  void theBestEvaluationStays() throws IOException {
    try (TestRecords records = new TestRecords(run, CLASSES, TestRecordsTest::fail)) {
      evaluate(records, "first", epoch(1, true));
      evaluate(records, "second", epoch(2, false));
      assertEquals("first", evaluated());
      evaluate(records, "third", epoch(3, true));
      assertEquals("third", evaluated());
    }
    try (TestRecords resumed = new TestRecords(run, CLASSES, TestRecordsTest::fail)) {
      evaluate(resumed, "fourth", epoch(4, false));
      assertEquals("third", evaluated());
    }
  }

  @Test
  void withoutABestEpochTheLatestStays() throws IOException {
    try (TestRecords records = new TestRecords(run, CLASSES, TestRecordsTest::fail)) {
      evaluate(records, "first", epoch(1, false));
      evaluate(records, "second", epoch(2, false));
      assertEquals("second", evaluated());
      assertTrue(lines("about.yaml").contains("best: false"));
    }
  }

  @Test
  void anEvaluationThatWasBrokenOffLeavesNothing() throws IOException {
    try (TestRecords records = new TestRecords(run, CLASSES, TestRecordsTest::fail)) {
      records.labels().batch(List.of("a"), List.of(0), new float[] {1, 0});
    }
    try (var files = Files.list(run)) {
      assertEquals(0, files.count());
    }
    assertFalse(Files.exists(run.resolve("test")));
  }

  private static void evaluate(TestRecords records, String id, EpochReport report) {
    records.labels().batch(List.of(id), List.of(0), new float[] {1, 0});
    records.onEpoch(report);
  }

  private String evaluated() throws IOException {
    String row = lines("predictions.csv").get(1);
    return row.substring(0, row.indexOf(','));
  }

  private List<String> lines(String file) throws IOException {
    return Files.readAllLines(run.resolve("test").resolve(file));
  }

  private static EpochReport epoch(int number, boolean isBest) {
    Map<String, Double> metrics = Map.of("top1", 0.5);
    Map<String, Double> losses = Map.of("loss", 1.0);
    return new EpochReport(
        number, 9, 10L * number, losses, metrics, isBest, 0.1, 50, 0, Duration.ofSeconds(1));
  }

  private static void fail(String warning) {
    throw new AssertionError(warning);
  }
}
