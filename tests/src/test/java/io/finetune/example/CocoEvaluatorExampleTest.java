package io.finetune.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.modality.cv.output.DetectedObjects;
import ai.djl.modality.cv.output.Rectangle;
import io.finetune.coco.Categories;
import io.finetune.coco.CocoEvaluator;
import io.finetune.coco.CocoEvaluator.Truth;
import io.finetune.coco.CocoScores;
import io.finetune.coco.CocoSettings;
import io.finetune.coco.IouType;
import io.finetune.coco.Metric;
import io.finetune.region.Box;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The Java of docs/coco.md is Java that runs. */
class CocoEvaluatorExampleTest {

  private static final Path PAGE = Path.of("..", "docs", "coco.md");
  private static final Path SOURCE =
      Path.of("src/test/java", CocoEvaluatorExample.class.getName().replace('.', '/') + ".java");

  @Test
  void thePageShowsTheExampleWordForWord() throws IOException {
    String source = Files.readString(SOURCE).replace("\r\n", "\n");
    String begin = "  // docs begin\n";
    int from = source.indexOf(begin) + begin.length();
    String example = source.substring(from, source.indexOf("\n  // docs end")).stripIndent();
    String page = Files.readString(PAGE).replace("\r\n", "\n");
    assertTrue(page.contains("```java\n" + example + "\n```"), example);
  }

  @Test
  void whatWasFoundIsScored() {
    List<String> classes = List.of("cat", "dog");
    CocoEvaluator evaluator =
        new CocoEvaluator(CocoSettings.of(IouType.BBOX), Categories.ofNames(classes));
    Box box = new Box(20, 10, 100, 30);
    Truth dog = new Truth(1, 1, box, box.area(), false, Optional.empty());
    // The same box of an image of 50 x 200 pixels.
    DetectedObjects found =
        new DetectedObjects(
            List.of("dog"), List.of(0.9), List.of(new Rectangle(0.1, 0.2, 0.5, 0.6)));
    CocoEvaluatorExample.add(evaluator, classes, 7, 50, 200, List.of(dog), found);
    CocoScores scores = evaluator.scores();
    assertEquals(1, scores.metric(Metric.AP).orElseThrow(), 1e-12);
    assertTrue(scores.perCategory().get(0).ap().isEmpty(), "no cat is there");
  }
}
