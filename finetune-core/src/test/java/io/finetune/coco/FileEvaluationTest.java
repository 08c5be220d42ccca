package io.finetune.coco;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.DataException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What scoring files adds to scoring images: what is in the one file and not in the other. */
class FileEvaluationTest {

  private static final String TRUTH =
      """
      {"images": [{"id": 8, "height": 20, "width": 30}, {"id": 3, "height": 20, "width": 30}],
       "categories": [{"id": 5, "name": "cat"}],
       "annotations": [
         {"id": 1, "image_id": 3, "category_id": 5, "bbox": [1, 1, 9, 9], "area": 81, "iscrowd": 0}]}
      """;

  @TempDir private Path folder;

  private CocoScores scores(IouType type, String results) throws Exception {
    Path truth = Files.writeString(folder.resolve("truth.json"), TRUTH, StandardCharsets.UTF_8);
    Path found = Files.writeString(folder.resolve("found.json"), results, StandardCharsets.UTF_8);
    return CocoEvaluator.evaluate(
        CocoInstances.read(truth), CocoDetections.read(found), CocoSettings.of(type));
  }

  @Test
  void everyImageOfTheAnnotationsCounts() throws Exception {
    CocoScores scores = scores(IouType.BBOX, "[]");
    assertEquals(2, scores.images());
    assertEquals(1, scores.objects());
    assertEquals(0, scores.metric(Metric.AP).orElseThrow());
  }

  @Test
  void detectionsOfUnlistedCategoriesAreCounted() {
    CocoCase recorded = CocoCase.named("missing");
    CocoScores scores =
        CocoEvaluator.evaluate(
            CocoInstances.read(recorded.path("ground_truth")),
            CocoDetections.read(recorded.detections(IouType.BBOX)),
            CocoSettings.of(IouType.BBOX));
    assertEquals(1, scores.unlistedDetections());
    assertEquals(6, scores.detections());
    assertEquals(4, scores.images());
  }

  @Test
  void resultsOfOtherImagesAreRefused() {
    DataException error =
        assertThrows(
            DataException.class,
            () ->
                scores(
                    IouType.BBOX,
                    """
                    [{"image_id": 3, "category_id": 5, "bbox": [1, 1, 9, 9], "score": 0.5},
                     {"image_id": 71, "category_id": 5, "bbox": [1, 1, 9, 9], "score": 0.5},
                     {"image_id": 72, "category_id": 9, "bbox": [1, 1, 9, 9], "score": 0.5}]
                    """));
    assertTrue(error.getMessage().contains("2 are of images"), error.getMessage());
    assertTrue(error.getMessage().contains("image id 71"), error.getMessage());
    assertTrue(error.getMessage().contains("found.json"), error.getMessage());
  }

  @Test
  void masksAreNeededToCompareMasks() {
    DataException results =
        assertThrows(
            DataException.class,
            () ->
                scores(
                    IouType.SEGM,
                    """
                    [{"image_id": 3, "category_id": 5, "bbox": [1, 1, 9, 9], "score": 0.5}]
                    """));
    assertTrue(results.getMessage().contains("segmentation"), results.getMessage());
    DataException objects = assertThrows(DataException.class, () -> scores(IouType.SEGM, "[]"));
    assertTrue(objects.getMessage().contains("annotation 1 of image 3"), objects.getMessage());
  }

  @Test
  void theNumberOfThreadsDoesNotMatter() throws Exception {
    CocoCase recorded = CocoCase.named("ties");
    CocoInstances truth = CocoInstances.read(recorded.path("ground_truth"));
    CocoDetections found = CocoDetections.read(recorded.detections(IouType.SEGM));
    CocoSettings settings = CocoSettings.of(IouType.SEGM);
    CocoScores expected = CocoEvaluator.evaluate(truth, found, settings);
    for (int threads : new int[] {1, 4}) {
      ForkJoinPool pool = new ForkJoinPool(threads);
      CocoScores scores = pool.submit(() -> CocoEvaluator.evaluate(truth, found, settings)).get();
      pool.shutdown();
      assertArrayEquals(expected.precision(), scores.precision());
      assertArrayEquals(expected.scores(), scores.scores());
    }
  }
}
