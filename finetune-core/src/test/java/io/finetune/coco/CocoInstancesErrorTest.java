package io.finetune.coco;

import static io.finetune.coco.Instances.CATEGORIES;
import static io.finetune.coco.Instances.IMAGES;
import static io.finetune.coco.Instances.annotation;
import static io.finetune.coco.Instances.file;
import static io.finetune.coco.Instances.withAnnotations;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.finetune.DataException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every error names the file, where in it, and what was expected. */
class CocoInstancesErrorTest {

  private static final String WHOLE = withAnnotations(annotation("\"id\": 5"));

  @TempDir Path folder;

  private void assertRefused(String json, String... parts) {
    DataException e = assertThrows(DataException.class, () -> Instances.read(folder, json));
    assertTrue(e.getMessage().contains(folder.resolve("instances.json").toString()));
    for (String part : parts) {
      assertTrue(e.getMessage().contains(part), part + " is not in: " + e.getMessage());
    }
  }

  @Test
  void aFileThatIsAbsentIsNamedInFull() {
    Path absent = Path.of("no/such.json");
    DataException e = assertThrows(DataException.class, () -> CocoInstances.read(absent));
    assertTrue(e.getMessage().contains(absent.toAbsolutePath() + " cannot be read"));
  }

  @Test
  void aFileThatIsCutOffAnywhereIsRefused() {
    for (int end = 1; end < WHOLE.length(); end++) {
      assertRefused(WHOLE.substring(0, end), "cut off");
    }
    assertRefused("", "is empty");
    assertRefused("  \n", "is empty");
  }

  @ParameterizedTest
  @MethodSource("structures")
  void structureIsChecked(String json, String where, String what) throws IOException {
    assertRefused(json, where, what);
  }

  static Stream<Arguments> structures() {
    return Stream.of(
        arguments("{\"images\": [}", "line 1, column 13", "not valid JSON"),
        arguments("images: none", "line 1, column", "not valid JSON"),
        arguments("[]", "line 1, column 1", "the file is a list, expected an object"),
        arguments("3", "line 1, column 1", "the file is 3, expected an object"),
        arguments(WHOLE + " {}", "line 1", "what follows the end is an object"),
        arguments("{}", "instances.json:", "has no \"images\""),
        arguments("{\"images\": []}", "instances.json:", "has no \"annotations\""),
        arguments("{\"images\": [], \"annotations\": []}", "", "has no \"categories\""),
        arguments("{\"images\": [], \"images\": []}", "line 1", "\"images\" occurs twice"),
        arguments(
            "{\"annotations\": {}}", "line 1", "\"annotations\" is an object, expected a list"),
        arguments("{\"categories\": null}", "line 1", "\"categories\" is null, expected a list"),
        arguments("{\"images\": [\n 7]}", "images[0] (line 2, column 2)", "expected an object"),
        arguments(
            file("[{\"id\": \"x\"}]", "[]", "[]"), "images[0]", "id is \"x\", expected a whole"),
        arguments(file("[{\"id\": 1.5}]", "[]", "[]"), "images[0]", "id is 1.5, expected a whole"),
        arguments(file("[{}]", "[]", "[]"), "images[0]", "the image has no id"),
        arguments(file("[{\"id\": 1, \"height\": -3}]", "[]", "[]"), "height is -3", "from 1 to"),
        arguments(file("[{\"id\": 1, \"width\": 0}]", "[]", "[]"), "width is 0", "from 1 to"),
        arguments(file("[{\"id\": 1, \"file_name\": 4}]", "[]", "[]"), "file_name is 4", "text"),
        arguments(file("[{\"id\": 1}, {\"id\": 1}]", "[]", "[]"), "images[1]", "image id 1 occurs"),
        arguments(file("[{\"id\": 92233720368547758070}]", "[]", "[]"), "line 1", "out of range"),
        arguments(file("[]", "[]", "[{\"id\": 1}]"), "categories[0]", "the category has no name"),
        arguments(file("[]", "[]", "[{\"name\": \"a\"}]"), "categories[0]", "has no id"),
        arguments(
            file("[]", "[]", "[{\"id\": 1, \"name\": \"a\"}, {\"id\": 1, \"name\": \"b\"}]"),
            "categories[1]",
            "category id 1 occurs twice"));
  }

  @ParameterizedTest
  @MethodSource("annotations")
  void annotationsAreChecked(String keys, String where, String what) {
    assertRefused(withAnnotations(annotation("\"id\": 1"), annotation(keys)), where, what);
  }

  static Stream<Arguments> annotations() {
    return Stream.of(
        arguments("\"id\": 1", "annotations[1] (line 1, column ", "annotation id 1 occurs twice"),
        arguments("", "annotations[1]", "some annotations have ids and some have none"),
        arguments("\"id\": \"a\"", "annotations[1]", "id is \"a\", expected a whole number"),
        arguments(
            "\"id\": 2, \"image_id\": 8", "annotation 2 has image_id 8", "one of the 2 images"),
        arguments(
            "\"id\": 2, \"category_id\": 3", "annotation 2 has category_id 3", "2 categories"),
        arguments("\"bbox\": [1, 2, 3]", "annotations[1]", "bbox has 3 numbers, expected [x, y"),
        arguments("\"bbox\": [1, 2, 3, 4, 5]", "annotations[1]", "bbox has 5 numbers"),
        arguments("\"bbox\": [1, 2, 3, NaN]", "annotations[1]", "number 3 of bbox is NaN"),
        arguments("\"bbox\": [1, 2, 3, \"4\"]", "annotations[1]", "number 3 of bbox is \"4\""),
        arguments("\"bbox\": 3", "annotations[1]", "bbox is 3, expected a list of numbers"),
        arguments("\"id\": 2, \"bbox\": []", "annotations[1]", "annotation 2 has no bbox"),
        arguments("\"area\": NaN", "annotations[1]", "area is NaN, expected a finite number"),
        arguments("\"area\": \"9\"", "annotations[1]", "area is \"9\", expected a finite number"),
        arguments("\"iscrowd\": 2", "annotations[1]", "iscrowd is 2, expected 0 or 1"),
        arguments("\"iscrowd\": \"0\"", "annotations[1]", "iscrowd is \"0\", expected 0 or 1"));
  }

  @Test
  void aKeyThatIsNeededIsMissed() {
    assertRefused(withAnnotations("{\"id\": 1}"), "annotation 1 has no image_id");
    assertRefused(withAnnotations("{\"image_id\": 7}"), "annotations[0]", "has no category_id");
    assertRefused(
        withAnnotations("{\"id\": 1, \"image_id\": 7, \"category_id\": null}"),
        "annotation 1 has no category_id, expected image_id, category_id and bbox");
    assertRefused(withAnnotations(annotation(""), annotation("\"id\": 1")), "some have none");
    assertRefused(
        file(IMAGES, "[[]]", CATEGORIES), "annotations[0]", "is a list, expected an object");
  }

  @ParameterizedTest
  @MethodSource("segmentations")
  void segmentationsAreChecked(String segmentation, String what) {
    assertRefused(
        withAnnotations(annotation("\"id\": 6, \"segmentation\": " + segmentation)), what);
  }

  static Stream<Arguments> segmentations() {
    return Stream.of(
        arguments("7", "segmentation is 7, expected a list of polygons, or an object of size"),
        arguments("[1, 2, 3, 4, 5, 6]", "a polygon is 1, expected a list of numbers"),
        arguments("[[1, 2, 3, 4, 5, 6], [1, null]]", "number 1 of a polygon is null"),
        arguments("{\"counts\": [4]}", "segmentation has no size"),
        arguments("{\"size\": [2, 2]}", "segmentation has no counts"),
        arguments(
            "{\"size\": [2], \"counts\": [4]}", "size has 1 numbers, expected [height, width]"),
        arguments("{\"size\": 4, \"counts\": [4]}", "size is 4, expected [height, width]"),
        arguments(
            "{\"size\": [2, -2], \"counts\": [4]}", "size is -2, expected a whole number from"),
        arguments("{\"size\": [2, 2], \"counts\": 4}", "counts is 4, expected a list of run"),
        arguments(
            "{\"size\": [2, 2], \"counts\": [1, -1, 4]}", "a run of segmentation's counts is -1"),
        arguments("{\"size\": [2, 2], \"counts\": [1, 2]}", "add up to 3"),
        arguments("{\"size\": [2, 2], \"counts\": [1, 4]}", "add up to 5"),
        arguments("{\"size\": [2, 2], \"counts\": \"13\u00e9\"}", "expected ASCII characters only"),
        arguments("{\"size\": [2, 2], \"counts\": \"12\"}", "segmentation: compressed counts of 2"),
        arguments("{\"size\": [2, 2], \"counts\": \"1~\"}", "byte 0x7e"),
        arguments(
            "{\"size\": [2, 2], \"counts\": [1, 3]}",
            "annotation 6 has a mask of height 2 and width 2, expected the 40 and 50 of image 7"));
  }
}
