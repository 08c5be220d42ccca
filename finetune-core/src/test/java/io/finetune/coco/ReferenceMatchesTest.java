package io.finetune.coco;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.finetune.coco.CocoCase.Image;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which detection takes which object, in every image and category recorded from pycocotools. */
class ReferenceMatchesTest {

  /** Rows of more detections were recorded for the first area range only. */
  private static final int RECORDED_DETECTIONS = 12;

  private static final int IOU_50 = 0;
  private static final int IOU_75 = 5;

  private record Key(long image, long category, int area) {}

  private record Row(
      List<Long> found,
      List<Long> objects,
      List<Long> ignoredObjects,
      List<Long> match50,
      List<Long> match75,
      List<Long> ignored50,
      List<Long> ignored75) {}

  static Stream<Arguments> cases() {
    return ReferenceScoresTest.cases();
  }

  static Stream<Arguments> allCases() {
    return ReferenceScoresTest.allCases();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("cases")
  void imageByImage(CocoCase recorded, IouType type) {
    CocoSettings settings = recorded.settings(type);
    int categories = recorded.categories().size();
    Function<Image, ImageColumns> columns =
        image ->
            new RecordColumns(settings, categories, image.id(), image.truth(), image.found())
                .columns();
    assertEquals(expected(recorded, type), actual(recorded, type, columns));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("allCases")
  void fromFiles(CocoCase recorded, IouType type) {
    CocoInstances truth = CocoInstances.read(recorded.path("ground_truth"));
    FileEvaluation files =
        new FileEvaluation(
            truth, CocoDetections.read(recorded.detections(type)), recorded.settings(type));
    Function<Image, ImageColumns> columns = image -> files.columns(truth.imageOfId(image.id()));
    assertEquals(expected(recorded, type), actual(recorded, type, columns));
  }

  private static Map<Key, Row> expected(CocoCase recorded, IouType type) {
    Map<Key, Row> expected = new HashMap<>();
    for (JsonElement element : recorded.expected(type).getAsJsonArray("eval_images")) {
      JsonObject row = element.getAsJsonObject();
      expected.put(
          new Key(
              row.get("image_id").getAsLong(),
              row.get("category_id").getAsLong(),
              row.get("area").getAsInt()),
          new Row(
              longs(row, "dt_ids"),
              longs(row, "gt_ids"),
              longs(row, "gt_ignore"),
              longs(row, "dt_match_50"),
              longs(row, "dt_match_75"),
              longs(row, "dt_ignore_50"),
              longs(row, "dt_ignore_75")));
    }
    assertFalse(expected.isEmpty());
    return expected;
  }

  private static List<Long> longs(JsonObject row, String name) {
    return CocoCase.elements(row.getAsJsonArray(name)).stream()
        .map(JsonElement::getAsLong)
        .toList();
  }

  private static Map<Key, Row> actual(
      CocoCase recorded, IouType type, Function<Image, ImageColumns> columns) {
    CocoSettings settings = recorded.settings(type);
    Categories categories = recorded.categories();
    Map<Key, Row> rows = new HashMap<>();
    for (Image image : recorded.images(type)) {
      for (CategoryMatches matches : new Matcher(settings).match(columns.apply(image))) {
        long category = settings.useCategories() ? categories.id(matches.category()) : -1;
        for (int a = 0; a < settings.areaRanges().size(); a++) {
          if (a == 0 || matches.detections().length <= RECORDED_DETECTIONS) {
            rows.put(new Key(image.id(), category, a), row(image, matches, a));
          }
        }
      }
    }
    return rows;
  }

  private static Row row(Image image, CategoryMatches matches, int area) {
    boolean[] ignored = matches.ignoredObjects(area);
    List<Long> objects = new ArrayList<>();
    List<Long> flags = new ArrayList<>();
    for (boolean wanted : new boolean[] {false, true}) {
      for (int i = 0; i < ignored.length; i++) {
        if (ignored[i] == wanted) {
          objects.add(image.truth().get(matches.objects()[i]).id());
          flags.add(wanted ? 1L : 0L);
        }
      }
    }
    return new Row(
        IntStream.of(matches.detections()).mapToObj(image.foundIds()::get).toList(),
        objects,
        flags,
        partners(image, matches, area, IOU_50),
        partners(image, matches, area, IOU_75),
        ignored(matches, area, IOU_50),
        ignored(matches, area, IOU_75));
  }

  private static List<Long> partners(
      Image image, CategoryMatches matches, int area, int threshold) {
    return IntStream.range(0, matches.detections().length)
        .map(d -> matches.partner(area, threshold, d))
        .mapToObj(i -> i < 0 ? 0L : image.truth().get(matches.objects()[i]).id())
        .toList();
  }

  private static List<Long> ignored(CategoryMatches matches, int area, int threshold) {
    return IntStream.range(0, matches.detections().length)
        .mapToObj(d -> matches.isIgnored(area, threshold, d) ? 1L : 0L)
        .toList();
  }
}
