package io.finetune.coco;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.finetune.DataException;
import io.finetune.region.Box;
import io.finetune.region.Polygons;
import io.finetune.region.Rle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CocoDetectionsTest {

  private static final String MASK = "\"segmentation\": {\"size\": [3, 4], \"counts\": \"5230\"}";

  @TempDir Path folder;

  private CocoDetections read(String... detections) throws IOException {
    String json = "[" + String.join(", ", detections) + "]";
    return CocoDetections.read(Files.writeString(folder.resolve("results.json"), json));
  }

  /** A detection with these keys, too. */
  private static String detection(String more) {
    return "{\"image_id\": 7, \"category_id\": 2, \"score\": 0.5"
        + (more.isEmpty() ? "" : ", " + more)
        + "}";
  }

  private static Path resource(String name) throws Exception {
    return Path.of(CocoDetectionsTest.class.getResource("/coco-files/" + name).toURI());
  }

  /** load_res.json holds what pycocotools 2.0.11's loadRes makes of the files. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "crowd_detections_bbox.json",
        "crowd_detections_segm.json",
        "combined_detections_both.json"
      })
  void areasAndBoxesAreThoseOfLoadRes(String name) throws Exception {
    JsonObject all =
        JsonParser.parseString(Files.readString(resource("load_res.json"))).getAsJsonObject();
    JsonObject expected = all.getAsJsonObject(name);
    JsonArray areas = expected.getAsJsonArray("areas");
    CocoDetections found = CocoDetections.read(resource(name));
    assertEquals(areas.size(), found.size());
    for (int i = 0; i < found.size(); i++) {
      JsonArray box = expected.getAsJsonArray("boxes").get(i).getAsJsonArray();
      assertEquals(areas.get(i).getAsDouble(), found.area(i));
      assertEquals(
          new Box(
              box.get(0).getAsDouble(),
              box.get(1).getAsDouble(),
              box.get(2).getAsDouble(),
              box.get(3).getAsDouble()),
          found.box(i));
    }
    assertEquals(!name.contains("segm"), found.hasBoxes());
    assertEquals(!name.contains("bbox"), found.hasMasks());
  }

  @Test
  void theFirstDetectionDecidesWhoseAreasCount() throws IOException {
    CocoDetections boxes =
        read(detection("\"bbox\": [1, 2, 3, 5], " + MASK), detection("\"bbox\": [0, 0, 1, 1]"));
    assertTrue(boxes.hasBoxes());
    assertFalse(boxes.hasMasks());
    assertEquals(15, boxes.area(0));
    assertEquals(Rle.of(3, 4, 5, 2, 3, 2), boxes.mask(0));
    CocoDetections masks =
        read(detection("\"bbox\": [], " + MASK), detection("\"bbox\": [1, 2, 3, 5], " + MASK));
    assertFalse(masks.hasBoxes());
    assertTrue(masks.hasMasks());
    assertEquals(4, masks.area(0));
    assertEquals(4, masks.area(1));
    assertEquals(masks.mask(0).box(), masks.box(0));
    assertEquals(new Box(1, 2, 3, 5), masks.box(1));
  }

  @Test
  void valuesAreReadAsGiven() throws IOException {
    CocoDetections found =
        read(
            "{\"score\": 1e-3, \"bbox\": [0.5, -1, 2.25, 0], \"id\": 4, \"x\": [{}],"
                + " \"category_id\": 18.0, \"image_id\": 123456789012}");
    assertEquals(1, found.size());
    assertEquals(123456789012L, found.imageId(0));
    assertEquals(18, found.categoryId(0));
    assertEquals(0.001, found.score(0));
    assertEquals(new Box(0.5, -1, 2.25, 0), found.box(0));
    assertEquals(0, found.area(0));
    assertThrows(IndexOutOfBoundsException.class, () -> found.score(1));
  }

  @Test
  void anEmptyListIsLegal() throws IOException {
    CocoDetections none = read();
    assertEquals(0, none.size());
    assertTrue(none.hasBoxes() && none.hasMasks());
    Path copy = folder.resolve("none.json");
    none.write(copy);
    assertEquals("[]", Files.readString(copy));
  }

  @Test
  void masksAreDrawnFromRunsPolygonsAndBoxes() throws IOException {
    CocoDetections found =
        read(
            detection("\"bbox\": [0, 0, 2, 2]"),
            detection("\"bbox\": [0, 0, 9, 9], \"segmentation\": [[0, 0, 3, 0, 3, 2, 0, 2]]"),
            detection(
                "\"bbox\": [0, 0, 9, 9], \"segmentation\": "
                    + "{\"size\": [3, 4], \"counts\": [5, 2, 5]}"));
    assertEquals(Rle.of(3, 4, 0, 2, 1, 2, 7), found.mask(0, 3, 4));
    assertEquals(6, found.mask(1, 3, 4).area());
    assertEquals(Rle.of(3, 4, 5, 2, 5), found.mask(2, 3, 4));
    assertEquals(found.mask(2), found.mask(2, 3, 4));
    DataException e = assertThrows(DataException.class, () -> found.mask(2, 4, 4));
    assertTrue(
        e.getMessage()
            .contains(
                "detections[2]: the mask has height 3 and width 4, "
                    + "expected the 4 and 4 of image 7"),
        e.getMessage());
    e = assertThrows(DataException.class, () -> found.mask(1));
    assertTrue(
        e.getMessage().contains("results.json, detections[1]: segmentation is polygons"),
        e.getMessage());
    e = assertThrows(DataException.class, () -> found.mask(0));
    assertTrue(e.getMessage().contains("segmentation is absent"), e.getMessage());
  }

  @ParameterizedTest
  @MethodSource("errors")
  void errorsNameTheEntryAndWhatWasExpected(String first, String second, String what) {
    DataException e = assertThrows(DataException.class, () -> read(first, second));
    assertTrue(
        e.getMessage().contains("results.json, detections[1] (line 1, column "), e.getMessage());
    assertTrue(e.getMessage().contains(what), e.getMessage());
  }

  static Stream<Arguments> errors() {
    String box = detection("\"bbox\": [0, 0, 1, 1]");
    String mask = detection(MASK);
    return Stream.of(
        arguments(box, "3", "is 3, expected an object"),
        arguments(box, "{\"image_id\": 1}", "has no category_id, expected image_id, category_id"),
        arguments(box, "{\"category_id\": 1}", "has no image_id"),
        arguments(box, "{\"category_id\": 1, \"image_id\": 2}", "has no score"),
        arguments(box, detection("\"image_id\": \"3\""), "image_id is \"3\", expected a whole"),
        arguments(box, detection("\"category_id\": true"), "category_id is true, expected a whole"),
        arguments(box, detection("\"score\": NaN"), "score is NaN, expected a finite number"),
        arguments(box, detection("\"score\": \"high\""), "score is \"high\", expected a finite"),
        arguments(box, detection("\"bbox\": [1, 2]"), "bbox has 2 numbers, expected [x, y, width"),
        arguments(box, detection(MASK), "has no bbox, but the first one has"),
        arguments(box, detection("\"bbox\": [], " + MASK), "has no bbox, but the first one has"),
        arguments(mask, detection("\"bbox\": [1, 2, 3, 4]"), "has no segmentation, expected one"),
        arguments(
            mask, detection("\"segmentation\": [[1, 1, 5, 5, 5, 1]]"), "polygons, whose area"),
        arguments(
            mask,
            detection("\"segmentation\": {\"size\": [3, 4], \"counts\": \"5\"}"),
            "pixels left"));
  }

  @Test
  void whatIsNoListOfDetectionsIsRefused() throws IOException {
    DataException e = assertThrows(DataException.class, () -> read(detection("")));
    assertTrue(e.getMessage().contains("detections[0]"), e.getMessage());
    assertTrue(e.getMessage().contains("neither bbox nor segmentation"), e.getMessage());
    Path file = Files.writeString(folder.resolve("instances.json"), Instances.withAnnotations());
    e = assertThrows(DataException.class, () -> CocoDetections.read(file));
    assertTrue(e.getMessage().contains("an object, expected a list of detections"), e.getMessage());
    Files.writeString(file, "[" + detection("\"bbox\": [0, 0, 1, 1]"));
    e = assertThrows(DataException.class, () -> CocoDetections.read(file));
    assertTrue(e.getMessage().contains("cut off"), e.getMessage());
  }

  @Test
  void whatIsWrittenIsReadBackEqual() throws Exception {
    CocoDetections built =
        CocoDetections.builder()
            .add(1, 90, 1 / 3.0, Optional.of(new Box(0.1, 2, 3, 1e-5)), Optional.empty())
            .add(-2, 1, 1e-300, Optional.of(new Box(0, 0, 3, 4)), Optional.of(Rle.of(2, 2, 1, 3)))
            .build();
    CocoDetections polygons =
        read(detection("\"bbox\": [0, 0, 2, 2], \"segmentation\": [[0, 0.5, 3, 0, 3, 2]]"));
    for (CocoDetections all :
        List.of(
            built,
            polygons,
            read(detection("\"bbox\": [], " + MASK), detection("\"bbox\": [1, 2, 3, 5], " + MASK)),
            CocoDetections.read(resource("combined_detections_both.json")),
            CocoDetections.read(resource("crowd_detections_segm.json")))) {
      Path copy = folder.resolve("copy.json");
      all.write(copy);
      assertSame(all, CocoDetections.read(copy));
    }
  }

  private static void assertSame(CocoDetections expected, CocoDetections found) {
    assertEquals(expected.size(), found.size());
    assertEquals(expected.hasBoxes(), found.hasBoxes());
    assertEquals(expected.hasMasks(), found.hasMasks());
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.imageId(i), found.imageId(i));
      assertEquals(expected.categoryId(i), found.categoryId(i));
      assertEquals(expected.score(i), found.score(i));
      assertEquals(expected.box(i), found.box(i));
      assertEquals(expected.area(i), found.area(i));
      assertEquals(expected.hasMask(i), found.hasMask(i));
      if (expected.hasMask(i)) {
        assertEquals(expected.mask(i), found.mask(i));
      } else {
        assertEquals(expected.mask(i, 5, 6), found.mask(i, 5, 6));
      }
    }
  }

  @Test
  void aBuilderRefusesWhatCouldNotBeRead() {
    CocoDetections.Builder builder = CocoDetections.builder();
    Optional<Box> box = Optional.of(new Box(0, 0, 1, 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> builder.add(1, 1, 0.5, Optional.empty(), Optional.empty()));
    assertThrows(
        IllegalArgumentException.class, () -> builder.add(1, 1, Double.NaN, box, Optional.empty()));
    builder.add(1, 1, 0.5, box, Optional.empty());
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> builder.add(1, 1, 0.5, Optional.empty(), Optional.of(Rle.of(1, 1, 1))));
    assertTrue(e.getMessage().contains("the first one has"), e.getMessage());
    assertEquals(1, builder.build().size());
    assertEquals(0, builder.build().size(), "a builder is empty after it was built");
  }

  @Test
  void polygonsAreNoMaskWithoutAnImage() throws IOException {
    CocoDetections found =
        read(detection("\"bbox\": [0, 0, 2, 2], \"segmentation\": [[0, 0.5, 3, 0, 3, 2]]"));
    Rle drawn = new Polygons(List.of(new double[] {0, 0.5, 3, 0, 3, 2})).toRle(5, 6);
    assertEquals(drawn, found.mask(0, 5, 6));
  }
}
