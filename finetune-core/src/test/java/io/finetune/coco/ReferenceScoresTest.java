package io.finetune.coco;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.finetune.coco.CocoScores.CategoryScores;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every number that was recorded from pycocotools, image by image and from files. */
class ReferenceScoresTest {

  private static final double TOLERANCE = 1e-12;

  static Stream<Arguments> allCases() {
    return allCases(CocoCase.kept());
  }

  private static Stream<Arguments> allCases(Path folder) {
    return CocoCase.in(folder).stream()
        .flatMap(recorded -> Stream.of(IouType.values()).map(t -> Arguments.of(recorded, t)));
  }

  /** Those with the areas of masks; results of "combined" take them from boxes, as files may. */
  static Stream<Arguments> cases() {
    return allCases()
        .filter(a -> !(a.get()[0].toString().equals("combined") && a.get()[1] == IouType.SEGM));
  }

  @Test
  void noCaseIsMissing() {
    assertEquals(28, allCases().count());
    assertEquals(27, cases().count());
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("cases")
  void imageByImage(CocoCase recorded, IouType type) {
    compare(recorded.expected(type), recorded.evaluator(type).scores());
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("allCases")
  void fromFiles(CocoCase recorded, IouType type) {
    compare(recorded.expected(type), scored(recorded, type));
  }

  /** The larger cases, too: 80 images of COCO with 2578 detections. */
  @Test
  @Tag("shared")
  void allSharedCases() {
    assumeTrue(Files.isDirectory(CocoCase.SHARED), "the cases are not here: " + CocoCase.SHARED);
    assertEquals(32, allCases(CocoCase.SHARED).count());
    allCases(CocoCase.SHARED)
        .forEach(
            arguments -> {
              CocoCase recorded = (CocoCase) arguments.get()[0];
              IouType type = (IouType) arguments.get()[1];
              compare(recorded.expected(type), scored(recorded, type));
            });
  }

  private static CocoScores scored(CocoCase recorded, IouType type) {
    return CocoEvaluator.evaluate(
        CocoInstances.read(recorded.path("ground_truth")),
        CocoDetections.read(recorded.detections(type)),
        recorded.settings(type));
  }

  static void compare(JsonObject expected, CocoScores scores) {
    double[] stats = CocoCase.numbers(expected.getAsJsonArray("stats"));
    Metric[] metrics = Metric.values();
    assertEquals(metrics.length, stats.length);
    for (int i = 0; i < stats.length; i++) {
      compare(metrics[i].name(), stats[i], scores.metric(metrics[i]));
    }
    JsonArray categories = expected.getAsJsonArray("per_category");
    assertEquals(categories.size(), scores.perCategory().size());
    for (int k = 0; k < categories.size(); k++) {
      JsonObject category = categories.get(k).getAsJsonObject();
      CategoryScores actual = scores.perCategory().get(k);
      assertEquals(category.get("category_id").getAsLong(), actual.id());
      compare("ap", category.get("ap").getAsDouble(), actual.ap());
      compare("ap50", category.get("ap50").getAsDouble(), actual.ap50());
      compare("ar100", category.get("ar100").getAsDouble(), actual.ar100());
    }
    comparePrecision(expected.getAsJsonObject("precision"), scores);
    compareRecall(expected.getAsJsonObject("recall"), scores);
  }

  private static void compare(String what, double expected, OptionalDouble actual) {
    assertEquals(expected > -1, actual.isPresent(), what);
    assertEquals(expected, actual.orElse(-1), TOLERANCE, what);
  }

  private static void comparePrecision(JsonObject expected, CocoScores scores) {
    int[] shape = shape(expected);
    double[] precision = scores.precision();
    double[] reached = scores.scores();
    assertEquals(Arrays.stream(shape).reduce(1, Math::multiplyExact), precision.length);
    double sum = 0;
    double weighted = 0;
    int valid = 0;
    for (int i = 0; i < precision.length; i++) {
      if (precision[i] > -1) {
        valid++;
        sum += precision[i];
        weighted += precision[i] * (i % 97 + 1);
      }
    }
    assertEquals(expected.get("valid_cells").getAsInt(), valid);
    assertClose(expected.get("sum_valid").getAsDouble(), sum);
    assertClose(expected.get("weighted_sum_valid").getAsDouble(), weighted);
    int last = shape[4] - 1;
    for (int t = 0; t < shape[0]; t++) {
      assertClose(mean(expected, "mean_by_iou", t), mean(precision, shape, t, 0, last));
    }
    for (int a = 0; a < shape[3]; a++) {
      assertClose(mean(expected, "mean_by_area", a), mean(precision, shape, -1, a, last));
    }
    for (int m = 0; m < shape[4]; m++) {
      assertClose(mean(expected, "mean_by_maxdets", m), mean(precision, shape, -1, 0, m));
    }
    for (JsonElement element : expected.getAsJsonArray("samples")) {
      JsonObject sample = element.getAsJsonObject();
      int place = 0;
      for (int i = 0; i < shape.length; i++) {
        place = place * shape[i] + sample.get(List.of("t", "r", "k", "a", "m").get(i)).getAsInt();
      }
      assertEquals(sample.get("precision").getAsDouble(), precision[place], TOLERANCE);
      assertEquals(sample.get("score").getAsDouble(), reached[place], TOLERANCE);
    }
  }

  private static double mean(JsonObject expected, String name, int place) {
    return expected.getAsJsonArray(name).get(place).getAsDouble();
  }

  private static double mean(double[] values, int[] shape, int iou, int area, int limit) {
    double sum = 0;
    int count = 0;
    for (int i = 0; i < values.length; i++) {
      boolean wanted =
          i % shape[4] == limit
              && i / shape[4] % shape[3] == area
              && (iou < 0 || i / shape[4] / shape[3] / shape[2] / shape[1] == iou);
      if (wanted && values[i] > -1) {
        sum += values[i];
        count++;
      }
    }
    return count == 0 ? -1 : sum / count;
  }

  private static void compareRecall(JsonObject expected, CocoScores scores) {
    double[] recall = scores.recall();
    assertEquals(Arrays.stream(shape(expected)).reduce(1, Math::multiplyExact), recall.length);
    assertEquals(
        expected.get("valid_cells").getAsInt(), Arrays.stream(recall).filter(r -> r > -1).count());
    assertClose(
        expected.get("sum_valid").getAsDouble(), Arrays.stream(recall).filter(r -> r > -1).sum());
    if (expected.has("values")) {
      double[] values = CocoCase.numbers(expected.getAsJsonArray("values"));
      for (int i = 0; i < values.length; i++) {
        assertEquals(values[i], recall[i], TOLERANCE);
      }
    }
  }

  /** Sums of very many numbers differ by the order of adding them. */
  private static void assertClose(double expected, double actual) {
    assertEquals(expected, actual, TOLERANCE * Math.max(1, Math.abs(expected)));
  }

  private static int[] shape(JsonObject tensor) {
    return CocoCase.elements(tensor.getAsJsonArray("shape")).stream()
        .mapToInt(JsonElement::getAsInt)
        .toArray();
  }
}
