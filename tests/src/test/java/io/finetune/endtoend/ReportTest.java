package io.finetune.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.coco.CocoDetections;
import io.finetune.run.Choices;
import io.finetune.run.Finetune;
import io.finetune.run.RunResult;
import io.finetune.run.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every training leaves a page about itself, and the files it is made of. */
class ReportTest {

  private static final int TEST_IMAGES = 400;

  @TempDir Path folder;

  @Test
  void anInterruptedAndResumedRunLeavesWhatAStraightOneDoes() throws IOException {
    Finetune run = Runs.small(folder).set(Settings.EPOCHS, 2).set(Settings.REPORT_EVERY, 5);
    Path straight = run.run().directory();
    RunResult half = run.stopWhen(Runs.after(Runs.STEPS + Runs.TEST_BATCHES + 7)).run();
    assertTrue(half.interrupted());
    assertTrue(read(half.directory(), "report.html").contains("1 of 2 epochs"));
    Path resumed = Finetune.of(Choices.NONE).resume(half.directory()).directory();

    assertEquals(column(straight, "steps.csv", 0), column(resumed, "steps.csv", 0));
    for (String file : List.of("predictions.csv", "classes.csv", "about.yaml", "pictures.csv")) {
      assertEquals(read(straight, "test/" + file), read(resumed, "test/" + file), file);
    }
    assertTrue(read(resumed, "report.html").contains("2 of 2 epochs"));
    assertEquals(read(straight, "data_summary.yaml"), read(resumed, "data_summary.yaml"));
    assertTrue(read(straight, "settings.csv").contains("Run,epochs,2,user,"));
    assertFalse(Files.exists(resumed.resolve("test.part")));
  }

  @Test
  void thePredictionsAreThoseOfTheMetrics() throws IOException {
    RunResult run = Runs.small(folder).run();
    Path directory = run.directory();
    List<String> truth = column(directory, "test/predictions.csv", 1);
    List<String> predicted = column(directory, "test/predictions.csv", 3);
    assertEquals(TEST_IMAGES, truth.size());
    int right = 0;
    for (int i = 0; i < truth.size(); i++) {
      right += truth.get(i).equals(predicted.get(i)) ? 1 : 0;
    }
    assertEquals(run.metrics().get("top1"), (double) right / TEST_IMAGES);
    assertEquals(24, pictures(directory));
  }

  @Test
  void aDetectorLeavesItsDetections() throws IOException {
    Path run = DetectionRuns.small("maskrcnn_resnet18_fpn", folder).run().directory();
    CocoDetections detections = CocoDetections.read(run.resolve("test/detections.json"));
    assertTrue(detections.size() == 0 || (detections.hasBoxes() && detections.hasMasks()));
    assertEquals(8, column(run, "test/images.csv", 0).size());
    // Boxes and masks of four classes; every object is matched or missed.
    assertEquals(8, column(run, "test/classes.csv", 0).size());
    int objects = column(run, "test/images.csv", 2).stream().mapToInt(Integer::parseInt).sum();
    int confusions = 0;
    for (String row : Files.readAllLines(run.resolve("test/confusion.csv"))) {
      String[] fields = row.split(",", -1);
      confusions += fields[0].matches("\\d+") ? Integer.parseInt(fields[4]) : 0;
    }
    assertEquals(objects, confusions);
    assertTrue(read(run, "report.html").contains("Average precision by class"));
    assertTrue(pictures(run) > 0 && pictures(run) % 2 == 0, "found and annotated");
  }

  private static long pictures(Path run) throws IOException {
    try (Stream<Path> files = Files.list(run.resolve("test/pictures"))) {
      return files.count();
    }
  }

  private static String read(Path run, String file) throws IOException {
    return Files.readString(run.resolve(file));
  }

  private static List<String> column(Path run, String file, int column) throws IOException {
    return Files.readAllLines(run.resolve(file)).stream()
        .skip(1)
        .map(line -> Arrays.asList(line.split(",", -1)).get(column))
        .toList();
  }
}
