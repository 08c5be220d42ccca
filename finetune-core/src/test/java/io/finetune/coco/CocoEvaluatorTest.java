package io.finetune.coco;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.coco.Categories.Category;
import io.finetune.coco.CocoCase.Image;
import io.finetune.coco.CocoEvaluator.Detection;
import io.finetune.coco.CocoEvaluator.Truth;
import io.finetune.coco.CocoSettings.AreaRange;
import io.finetune.region.Box;
import io.finetune.region.Rle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Cases small enough to work out by hand, and what must hold for any input. */
class CocoEvaluatorTest {

  private static final double EPS = 1e-12;
  private static final Categories TWO =
      new Categories(List.of(new Category(3, "cat", "animal"), new Category(7, "dog", "animal")));
  private static final CocoSettings BOXES = CocoSettings.of(IouType.BBOX);

  private static Truth truth(long id, int label, double x, double y, double width, double height) {
    Box box = new Box(x, y, width, height);
    return new Truth(id, label, box, box.area(), false, Optional.empty());
  }

  private static Detection found(
      int label, double score, double x, double y, double width, double height) {
    return new Detection(label, score, new Box(x, y, width, height), Optional.empty());
  }

  private static double value(CocoScores scores, Metric metric) {
    return scores.metric(metric).orElseThrow();
  }

  @Test
  void oneHitOneMissAndOneObjectNotFound() {
    CocoEvaluator evaluator = new CocoEvaluator(BOXES, TWO);
    evaluator.add(
        1,
        List.of(truth(1, 0, 0, 0, 10, 10), truth(2, 0, 50, 50, 10, 10)),
        List.of(found(0, 0.9, 80, 80, 10, 10), found(0, 0.8, 0, 0, 10, 8)));
    CocoScores scores = evaluator.scores();
    // The second of two detections is right up to IoU 0.8: precision 1/2 for recalls up to 1/2,
    // which 51 of 101 thresholds are; seven of ten IoU thresholds are at most 0.8.
    double curve = 51 * 0.5 / 101;
    assertEquals(curve, value(scores, Metric.AP50), EPS);
    assertEquals(0.7 * curve, value(scores, Metric.AP), EPS);
    assertEquals(0.7 * 0.5, value(scores, Metric.AR_100), EPS);
    assertEquals(0, value(scores, Metric.AR_1), EPS);
    assertEquals(0.7 * curve, value(scores, Metric.AP_SMALL), EPS);
    assertEquals(OptionalDouble.empty(), scores.metric(Metric.AP_LARGE));
    assertEquals(2, scores.objects());
    assertEquals(2, scores.detections());
    assertEquals(1, scores.images());
    double[] precision = scores.precisionRecall(0, 0);
    assertEquals(101, precision.length);
    assertEquals(0.5, precision[50], EPS);
    assertEquals(0, precision[51], EPS);
    assertEquals(0, scores.precisionRecall(1, 0).length);
  }

  @Test
  void aCrowdExcusesAnyNumberOfDetections() {
    CocoEvaluator evaluator = new CocoEvaluator(BOXES, TWO);
    Truth crowd = new Truth(2, 0, new Box(40, 40, 40, 40), 1600, true, Optional.empty());
    evaluator.add(
        1,
        List.of(crowd, truth(1, 0, 0, 0, 10, 10)),
        List.of(
            found(0, 0.9, 40, 40, 10, 10),
            found(0, 0.8, 60, 60, 10, 10),
            found(0, 0.7, 0, 0, 10, 10)));
    CocoScores scores = evaluator.scores();
    // Without the crowd, precision would be 1/3. pycocotools adds an ulp to the count.
    assertEquals(1, value(scores, Metric.AP), EPS);
    assertEquals(1, scores.objects());
  }

  @Test
  void perfectDetectionsScoreOne() {
    for (IouType type : IouType.values()) {
      CocoCase recorded = CocoCase.named("recall_grid");
      CocoEvaluator evaluator = new CocoEvaluator(recorded.settings(type), recorded.categories());
      for (Image image : recorded.images(type)) {
        evaluator.add(
            image.id(),
            image.truth(),
            image.truth().stream()
                .map(truth -> new Detection(truth.label(), 0.5, truth.box(), truth.mask()))
                .toList());
      }
      CocoScores scores = evaluator.scores();
      assertEquals(1, value(scores, Metric.AP), EPS);
      assertEquals(1, value(scores, Metric.AR_100), EPS);
      assertEquals(1, scores.perCategory().get(0).ap75().orElseThrow(), EPS);
    }
  }

  @Test
  void withoutGroundTruthNothingIsDefined() {
    CocoEvaluator evaluator = new CocoEvaluator(BOXES, TWO);
    evaluator.add(1, List.of(), List.of(found(1, 0.5, 0, 0, 5, 5)));
    CocoScores scores = evaluator.scores();
    for (Metric metric : Metric.values()) {
      assertEquals(OptionalDouble.empty(), scores.metric(metric));
    }
    assertEquals(OptionalDouble.empty(), scores.perCategory().get(1).ap());
    assertEquals(1, scores.perCategory().get(1).detections());
    assertTrue(scores.table().lines().allMatch(line -> line.endsWith("] = n/a")));
    assertEquals(12, scores.table().lines().count());
  }

  @Test
  void withoutAnyImageNothingIsDefined() {
    CocoScores scores = new CocoEvaluator(BOXES, new Categories(List.of())).scores();
    assertEquals(OptionalDouble.empty(), scores.metric(Metric.AP));
    assertEquals(List.of(), scores.perCategory());
    assertEquals(0, scores.images());
  }

  @Test
  void theTableReadsAsThatOfPycocotools() {
    CocoScores scores = CocoCase.named("ties").evaluator(IouType.BBOX).scores();
    assertEquals(
        """
         Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 0.489
         Average Precision  (AP) @[ IoU=0.50      | area=   all | maxDets=100 ] = 0.696
         Average Precision  (AP) @[ IoU=0.75      | area=   all | maxDets=100 ] = 0.550
         Average Precision  (AP) @[ IoU=0.50:0.95 | area= small | maxDets=100 ] = 0.489
         Average Precision  (AP) @[ IoU=0.50:0.95 | area=medium | maxDets=100 ] = n/a
         Average Precision  (AP) @[ IoU=0.50:0.95 | area= large | maxDets=100 ] = n/a
         Average Recall     (AR) @[ IoU=0.50:0.95 | area=   all | maxDets=  1 ] = 0.344
         Average Recall     (AR) @[ IoU=0.50:0.95 | area=   all | maxDets= 10 ] = 0.733
         Average Recall     (AR) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 0.733
         Average Recall     (AR) @[ IoU=0.50:0.95 | area= small | maxDets=100 ] = 0.733
         Average Recall     (AR) @[ IoU=0.50:0.95 | area=medium | maxDets=100 ] = n/a
         Average Recall     (AR) @[ IoU=0.50:0.95 | area= large | maxDets=100 ] = n/a
        """,
        scores.table());
  }

  @Test
  void neitherTheOrderOfImagesNorTheThreadsMatter() throws Exception {
    for (IouType type : IouType.values()) {
      for (String name : List.of("ties", "ties_usecats0", "crowd", "many")) {
        CocoCase recorded = CocoCase.named(name);
        CocoScores once = recorded.evaluator(type).scores();
        List<Image> shuffled = new ArrayList<>(recorded.images(type));
        Collections.shuffle(shuffled, new Random(1));
        CocoEvaluator other = new CocoEvaluator(recorded.settings(type), recorded.categories());
        ExecutorService pool = Executors.newFixedThreadPool(2);
        List<Future<?>> added = new ArrayList<>();
        for (Image image : shuffled) {
          added.add(pool.submit(() -> other.add(image.id(), image.truth(), image.found())));
        }
        for (Future<?> future : added) {
          future.get();
        }
        pool.shutdown();
        ForkJoinPool alone = new ForkJoinPool(1);
        assertSame(once, alone.submit(other::scores).get());
        alone.shutdown();
      }
    }
  }

  @Test
  void partsCanBeMerged() {
    CocoCase recorded = CocoCase.named("recall_grid");
    List<Image> images = recorded.images(IouType.SEGM);
    CocoSettings settings = recorded.settings(IouType.SEGM);
    CocoEvaluator left = new CocoEvaluator(settings, recorded.categories());
    CocoEvaluator right = new CocoEvaluator(settings, recorded.categories());
    for (int i = 0; i < images.size(); i++) {
      Image image = images.get(i);
      (i % 2 == 0 ? left : right).add(image.id(), image.truth(), image.found());
    }
    left.merge(right);
    assertSame(recorded.evaluator(IouType.SEGM).scores(), left.scores());
    assertEquals(images.size(), left.scores().images());
    assertThrows(IllegalArgumentException.class, () -> left.merge(right));
    assertThrows(
        IllegalArgumentException.class,
        () -> left.merge(new CocoEvaluator(BOXES, recorded.categories())));
  }

  @Test
  void scoresCanBeTakenOnTheWay() {
    CocoEvaluator evaluator = new CocoEvaluator(BOXES, TWO);
    evaluator.add(1, List.of(truth(1, 0, 0, 0, 9, 9)), List.of(found(0, 1, 0, 0, 9, 9)));
    CocoScores first = evaluator.scores();
    evaluator.add(2, List.of(truth(2, 0, 0, 0, 9, 9)), List.of());
    assertEquals(1, value(first, Metric.AR_100), EPS);
    assertEquals(0.5, value(evaluator.scores(), Metric.AR_100), EPS);
    assertEquals(1, first.images());
  }

  @Test
  void anyNumberOfThresholdsAndRanges() {
    // 5 ranges times 19 thresholds do not fit one word of bits.
    List<Double> thresholds =
        Stream.iterate(0.05, t -> t + 0.05).limit(19).map(t -> Math.rint(t * 100) / 100).toList();
    List<AreaRange> ranges = new ArrayList<>(BOXES.areaRanges());
    ranges.add(new AreaRange("tiny", 0, 50));
    CocoSettings settings = BOXES.withIouThresholds(thresholds).withAreaRanges(ranges);
    CocoEvaluator evaluator = new CocoEvaluator(settings, TWO);
    evaluator.add(1, List.of(truth(1, 0, 0, 0, 10, 10)), List.of(found(0, 0.5, 0, 0, 10, 4.5)));
    CocoScores scores = evaluator.scores();
    // IoU 0.45 reaches 9 of 19 thresholds.
    assertEquals(9 / 19.0, value(scores, Metric.AP), EPS);
    assertEquals(0, value(scores, Metric.AP50), EPS);
    double[] recall = scores.recall();
    for (int t = 0; t < 19; t++) {
      int at = t * 2 * 5 * 3 + 2;
      assertEquals(t < 9 ? 1 : 0, recall[at], EPS);
      assertEquals(-1, recall[at + 4 * 3], EPS);
    }
  }

  @Test
  void otherLimitsOfDetections() {
    List<Truth> truth = new ArrayList<>();
    List<Detection> found = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      truth.add(truth(i + 1, 0, 10 * i, 0, 10, 10));
      found.add(found(0, 1 - i / 1000.0, 10 * i, 0, 10, 10));
    }
    CocoEvaluator two = new CocoEvaluator(BOXES.withMaxDetections(List.of(20, 150)), TWO);
    two.add(1, truth, found);
    CocoScores scores = two.scores();
    assertEquals(0.1, value(scores, Metric.AR_1), EPS);
    assertEquals(OptionalDouble.empty(), scores.metric(Metric.AR_10));
    assertEquals(0.75, value(scores, Metric.AR_100), EPS);
    assertEquals(76 / 101.0, value(scores, Metric.AP), EPS);
    assertEquals(200, scores.detections());
    assertEquals(11, scores.table().lines().count());
    assertTrue(scores.table().contains("maxDets=150 ] = 0.750"), scores.table());
  }

  @Test
  void aThresholdOfOneIsReachedByARoundedOverlap() {
    CocoEvaluator evaluator = new CocoEvaluator(BOXES.withIouThresholds(List.of(1.0)), TWO);
    // Of this box with itself, the quotient is 0.9999999999999996.
    evaluator.add(
        1, List.of(truth(1, 0, 0.7, 0.3, 0.1, 0.3)), List.of(found(0, 1, 0.7, 0.3, 0.1, 0.3)));
    assertEquals(1, value(evaluator.scores(), Metric.AP), EPS);
  }

  @Test
  void wrongInputIsRefusedAndLeavesNoTrace() {
    CocoEvaluator evaluator = new CocoEvaluator(BOXES, TWO);
    refused(evaluator, List.of(), List.of(found(0, Double.NaN, 0, 0, 1, 1)), "score NaN");
    refused(evaluator, List.of(), List.of(found(2, 1, 0, 0, 1, 1)), "labels are 0 to 1");
    refused(evaluator, List.of(truth(1, -1, 0, 0, 1, 1)), List.of(), "label -1");
    refused(
        evaluator, List.of(truth(1, 0, 0, 0, Double.POSITIVE_INFINITY, 1)), List.of(), "finite");
    evaluator.add(5, List.of(truth(1, 0, 0, 0, 9, 9)), List.of());
    refused(evaluator, List.of(truth(1, 0, 0, 0, 9, 9)), List.of(), "added before");
    assertEquals(1, evaluator.scores().images());
    assertEquals(1, evaluator.scores().objects());

    CocoEvaluator masks = new CocoEvaluator(CocoSettings.of(IouType.SEGM), TWO);
    refused(masks, List.of(truth(1, 0, 0, 0, 9, 9)), List.of(), "has no mask");
    refused(masks, List.of(masked(4, 5)), List.of(found(0, 1, 0, 0, 9, 9)), "has no mask");
    refused(masks, List.of(masked(4, 5), masked(5, 4)), List.of(), "mask of 5 x 4");
  }

  private static Truth masked(int height, int width) {
    Rle mask = Rle.of(height, width, 0, height * width);
    return new Truth(1, 0, mask.box(), mask.area(), false, Optional.of(mask));
  }

  private static void refused(
      CocoEvaluator evaluator, List<Truth> truth, List<Detection> found, String reason) {
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> evaluator.add(5, truth, found));
    assertTrue(error.getMessage().contains(reason), error.getMessage());
    assertTrue(error.getMessage().contains("image 5"), error.getMessage());
  }

  private static void assertSame(CocoScores expected, CocoScores actual) {
    assertArrayEquals(expected.precision(), actual.precision());
    assertArrayEquals(expected.scores(), actual.scores());
    assertArrayEquals(expected.recall(), actual.recall());
    assertEquals(expected.perCategory(), actual.perCategory());
  }
}
