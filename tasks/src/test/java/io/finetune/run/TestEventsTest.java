package io.finetune.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.box.ImageSize;
import io.finetune.coco.CocoEvaluator.Detection;
import io.finetune.data.Dataset;
import io.finetune.data.DatasetOptions;
import io.finetune.data.Datasets;
import io.finetune.data.Instances;
import io.finetune.detection.ObjectWitness;
import io.finetune.region.Box;
import io.finetune.train.EpochReport;
import io.finetune.train.TensorBoardListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an evaluation leaves for TensorBoard, told by the tags in the file of events. */
class TestEventsTest {

  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};

  @TempDir Path folder;

  @Test
  void aClassifiersPredictionsAndCurves() throws IOException {
    Dataset<Integer> test = Datasets.open("cifar100_fine", DatasetOptions.shipped()).test();
    int classes = test.classes().size();
    float[] probabilities = new float[2 * classes];
    probabilities[0] = 1;
    probabilities[classes + 3] = 1;
    String written =
        write(
            events -> {
              TestEvents<Integer> shown = new TestEvents<>(test, events);
              shown
                  .labels()
                  .batch(List.of(test.get(0).id(), test.get(1).id()), List.of(0, 1), probabilities);
              shown.onEpoch(report(Map.of()));
              shown.onEpoch(report(Map.of("top1", 0.5)));
            });
    assertEquals(1, count(written, new String(PNG, StandardCharsets.ISO_8859_1)));
    assertEquals(1, count(written, "pr/all"));
    for (String name : test.classes()) {
      assertEquals(1, count(written, "pr/class/" + name), name);
    }
  }

  @Test
  void aDetectorsPredictions() throws IOException {
    Dataset<Instances> test =
        Datasets.openInstances("shapes:images=4,test=3", DatasetOptions.shipped()).test();
    Instances target = test.get(1).target();
    Detection found = new Detection(0, 0.9, new Box(10, 10, 40, 40), Optional.empty());
    ObjectWitness.Seen seen =
        new ObjectWitness.Seen(
            test.get(1).id(),
            1,
            new ImageSize(target.height(), target.width()),
            List.of(),
            List.of(found));
    String written =
        write(
            events -> {
              TestEvents<Instances> shown = new TestEvents<>(test, events);
              shown.objects().image(seen);
              shown.onEpoch(report(Map.of("ap_box", 0.5)));
            });
    assertTrue(written.contains("predictions"));
    assertFalse(written.contains("pr/"));
  }

  private interface Writing {
    void to(TensorBoardListener events);
  }

  private String write(Writing writing) throws IOException {
    try (TensorBoardListener events = new TensorBoardListener(folder, 0, Assertions::fail)) {
      writing.to(events);
    }
    try (Stream<Path> files = Files.list(folder)) {
      return Files.readString(files.findFirst().orElseThrow(), StandardCharsets.ISO_8859_1);
    }
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }

  private static EpochReport report(Map<String, Double> metrics) {
    return new EpochReport(1, 2, 10, Map.of(), metrics, true, 0.1, 1, 0, Duration.ofSeconds(1));
  }
}
