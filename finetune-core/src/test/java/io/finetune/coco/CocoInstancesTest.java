package io.finetune.coco;

import static io.finetune.coco.Instances.annotation;
import static io.finetune.coco.Instances.assertSame;
import static io.finetune.coco.Instances.read;
import static io.finetune.coco.Instances.withAnnotations;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.DataException;
import io.finetune.coco.Problem.Kind;
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

class CocoInstancesTest {

  @TempDir Path folder;

  @Test
  void objectsKeepTheFilesOrderAndKnowTheirImages() throws IOException {
    CocoInstances instances =
        read(
            folder,
            withAnnotations(
                "{\"id\": 31, \"image_id\": 7, \"category_id\": 9, \"bbox\": [1, 2.5, 3, 4],"
                    + " \"area\": 11.25, \"iscrowd\": 0, \"segmentation\": [[1, 2, 4, 2, 1, 6]]}",
                "{\"id\": 5, \"image_id\": 10, \"category_id\": 2, \"bbox\": [0, 0, 2, 2],"
                    + " \"area\": 4, \"iscrowd\": 1,"
                    + " \"segmentation\": {\"size\": [4, 5], \"counts\": [0, 2, 2, 2, 14]}}",
                "{\"id\": 0, \"image_id\": 7, \"category_id\": 2, \"bbox\": [0, 0, 1, 1],"
                    + " \"area\": 1, \"iscrowd\": false}"));
    assertEquals(List.of("cat", "dog"), instances.categories().names());
    assertEquals(2, instances.images());
    assertEquals("b.jpg", instances.fileName(1));
    assertEquals(40, instances.height(1));
    assertEquals(50, instances.width(1));
    assertEquals(1, instances.imageOfId(7));
    assertEquals(-1, instances.imageOfId(8));
    assertArrayEquals(new int[] {1}, instances.objectsOf(0));
    assertArrayEquals(new int[] {0, 2}, instances.objectsOf(1));
    assertEquals(31, instances.id(0));
    assertEquals(0, instances.id(2));
    assertEquals(1, instances.label(0));
    assertEquals(0, instances.label(1));
    assertEquals(new Box(1, 2.5, 3, 4), instances.box(0));
    assertEquals(11.25, instances.area(0));
    assertFalse(instances.crowd(0));
    assertTrue(instances.crowd(1));
    assertEquals(
        Optional.of(new Polygons(List.of(new double[] {1, 2, 4, 2, 1, 6}))),
        instances.segmentation(0));
    assertEquals(Optional.of(Rle.of(4, 5, 0, 2, 2, 2, 14)), instances.segmentation(1));
    assertEquals(Optional.empty(), instances.segmentation(2));
    assertEquals(List.of(), instances.problems());
    assertThrows(IndexOutOfBoundsException.class, () -> instances.id(3));
    assertThrows(IndexOutOfBoundsException.class, () -> instances.objectsOf(2));
  }

  @Test
  void sectionsAndKeysComeInAnyOrderAndUnknownOnesArePassedOver() throws IOException {
    String object =
        "{\"segmentation\": {\"counts\": \"04\", \"size\": [2, 2], \"note\": [{}]}, \"attributes\":"
            + " {\"a\": [1, {\"id\": NaN}], \"bbox\": 3}, \"bbox\": [0, 0, 2, 2], \"ignore\": 1,"
            + " \"category_id\": 2.0, \"id\": 8, \"image_id\": 3}";
    CocoInstances instances =
        read(
            folder,
            "\uFEFF{\"info\": {\"images\": []}, \"annotations\": ["
                + object
                + "], \"licenses\": [1], \"categories\": [{\"name\": \"c\\u00e4t \u732b\","
                + " \"keypoints\": [\"nose\"], \"supercategory\": null, \"id\": 2}],"
                + " \"images\": [{\"width\": 2, \"id\": 3, \"height\": 2, \"flickr\": \"\"}]}");
    assertEquals(List.of("c\u00e4t \u732b"), instances.categories().names());
    assertEquals("", instances.categories().all().get(0).supercategory());
    assertEquals(8, instances.id(0));
    assertFalse(instances.crowd(0));
    assertEquals(Optional.of(Rle.of(2, 2, 0, 4)), instances.segmentation(0));
    assertEquals(4, instances.area(0));
  }

  @Test
  void missingAreasAreThoseOfMasksOrElseOfBoxes() throws IOException {
    CocoInstances instances =
        read(
            folder,
            withAnnotations(
                annotation(""),
                annotation("\"segmentation\": []"),
                annotation("\"segmentation\": null, \"area\": null"),
                annotation(
                    "\"segmentation\": [[0, 0, 4, 0, 4, 3, 0, 3],"
                        + " [10, 10, 12, 10, 12, 11, 10, 11]]"),
                annotation("\"segmentation\": {\"size\": [40, 50], \"counts\": [5, 3, 1992]}")));
    assertEquals(200, instances.area(0));
    assertEquals(200, instances.area(1));
    assertEquals(200, instances.area(2));
    assertEquals(4 * 3 + 2, instances.area(3));
    assertEquals(3, instances.area(4));
    assertEquals(Optional.empty(), instances.segmentation(1));
    assertEquals(Optional.empty(), instances.segmentation(2));
    for (int object = 0; object < instances.objects(); object++) {
      assertEquals(object + 1, instances.id(object), "numbered from 1 where no ids are given");
    }
  }

  @Test
  void sizesAndNamesOfImagesAreMissedOnlyWhereNeeded() throws IOException {
    String polygon = annotation("\"segmentation\": [[0, 0, 9, 0, 9, 9]]");
    String mask = annotation("\"segmentation\": {\"size\": [2, 2], \"counts\": [1, 3]}");
    CocoInstances instances =
        read(
            folder,
            Instances.file(
                "[{\"id\": 7}]", "[" + polygon + "," + mask + "]", Instances.CATEGORIES));
    assertFalse(instances.knowsSize(0));
    assertFalse(instances.hasFileName(0));
    assertEquals(200, instances.area(0));
    assertEquals(3, instances.area(1));
    for (String what : List.of("height", "width", "file_name")) {
      DataException e =
          assertThrows(
              DataException.class,
              () -> {
                switch (what) {
                  case "height" -> instances.height(0);
                  case "width" -> instances.width(0);
                  default -> instances.fileName(0);
                }
              });
      assertTrue(e.getMessage().contains("instances.json: image 7 has no " + what), e.getMessage());
    }
  }

  @Test
  void aFileWithoutObjectsOrImagesIsLegal() throws IOException {
    CocoInstances none = read(folder, Instances.file("[]", "[]", "[]"));
    assertEquals(0, none.images());
    assertEquals(0, none.objects());
    assertEquals(0, none.categories().size());
    CocoInstances unannotated = read(folder, withAnnotations());
    assertEquals(0, unannotated.objectsOf(0).length);
    assertEquals(0, unannotated.objectsOf(1).length);
  }

  @Test
  void oddContentIsCountedByKindWithTheFirstExample() throws IOException {
    CocoInstances instances =
        read(
            folder,
            withAnnotations(
                object(1, "[0, 0, 0, 9]", ""),
                object(2, "[3, 3, -1, 9]", ""),
                object(3, "[49, 39, 2, 2]", ""),
                object(4, "[49, 39, 2.01, 2]", ""),
                object(5, "[-1.5, 0, 9, 9]", ""),
                object(6, "[0, 0, 9, 9]", ", \"area\": -1"),
                object(7, "[0, 0, 9, 9]", ", \"segmentation\": [[1, 1, 5, 5]]"),
                object(8, "[0, 0, 9, 9]", ", \"segmentation\": [[1, 1, 5, 5, 1, 5], []]"),
                object(9, "[0, 0, 9, 9]", ", \"segmentation\": [[1, 1, 5, 5, 1, 5, 6]]")));
    assertEquals(
        List.of(
            new Problem(Kind.EMPTY_BOX, 2, 1),
            new Problem(Kind.BOX_OUTSIDE_IMAGE, 2, 4),
            new Problem(Kind.NEGATIVE_AREA, 2, 2),
            new Problem(Kind.SHORT_POLYGON, 2, 7),
            new Problem(Kind.ODD_POLYGON, 1, 9)),
        instances.problems());
    assertEquals("box without area: 2 (first: id 1)", instances.problems().get(0).toString());
    assertEquals(new Box(3, 3, -1, 9), instances.box(1));
    Polygons line = (Polygons) instances.segmentation(6).orElseThrow();
    assertArrayEquals(new double[] {1, 1, 5, 5}, line.parts().get(0));
  }

  private static String object(int id, String box, String more) {
    return "{\"id\": "
        + id
        + ", \"image_id\": 7, \"category_id\": 2, \"bbox\": "
        + box
        + more
        + "}";
  }

  @Test
  void whatIsWrittenIsReadBackEqual() throws IOException {
    CocoInstances built =
        CocoInstances.builder(Categories.ofNames(List.of("circle", "st\u00e4r \"5\"")))
            .object(4, 1, new Box(0.1, 2, 1e-7, 3), 1 / 3.0, false, Optional.empty())
            .image(4, "x/\u732b.png", 3, 2)
            .image(-1, "y.png", 9, 9)
            .object(4, 0, new Box(0, -0.0, 2, 3), 3, true, Optional.of(Rle.of(3, 2, 1, 3, 2)))
            .object(4, 0, new Box(0, 0, 2, 3), 3, false, Optional.of(Rle.of(3, 2, 1, 3, 2)))
            .object(
                4,
                1,
                new Box(0, 0, 1e300, 3),
                12345678901234568.0,
                false,
                Optional.of(new Polygons(List.of(new double[] {0, 0.5, 2.25, 0, 1, 3}))))
            .build();
    Path file = folder.resolve("new/folder/shapes.json");
    built.write(file);
    assertSame(built, CocoInstances.read(file));
    assertEquals(1, CocoInstances.read(file).id(0));
    String text = Files.readString(file);
    assertTrue(text.contains("\"counts\":[1,3,2]"), text);
    assertTrue(text.contains("\"counts\":\"132\""), text);
    assertTrue(text.contains("\"bbox\":[0,0,2,3]"), text);
    try (Stream<Path> files = Files.list(file.getParent())) {
      assertEquals(List.of(file), files.toList(), "no temporary file stays");
    }
  }

  @Test
  void realAnnotationsSurviveARoundTrip() throws Exception {
    Path file = Path.of(getClass().getResource("/coco-files/instances_real.json").toURI());
    CocoInstances real = CocoInstances.read(file);
    assertEquals(4, real.images());
    assertEquals(24, real.objects());
    assertEquals(80, real.categories().size());
    assertEquals(90, real.categories().id(79));
    assertTrue(real.crowd(23));
    Path copy = folder.resolve("copy.json");
    real.write(copy);
    assertSame(real, CocoInstances.read(copy));
    real.write(copy);
    assertSame(real, CocoInstances.read(copy));
  }

  @Test
  void aFileThatCannotBeWrittenIsNamed() throws IOException {
    CocoInstances built = CocoInstances.builder(Categories.ofNames(List.of())).build();
    Path blocked = Files.createFile(folder.resolve("file")).resolve("inside.json");
    DataException e = assertThrows(DataException.class, () -> built.write(blocked));
    assertTrue(e.getMessage().contains(blocked + " cannot be written"), e.getMessage());
    e = assertThrows(DataException.class, () -> built.write(folder));
    assertTrue(e.getMessage().contains(folder + " cannot be written"), e.getMessage());
  }

  @Test
  void aBuilderRefusesWhatNoFileMayHold() {
    CocoInstancesBuilder builder = CocoInstances.builder(Categories.ofNames(List.of("a")));
    builder.image(1, "a.png", 2, 2);
    Box box = new Box(0, 0, 1, 1);
    Rle large = Rle.of(3, 3, 9);
    refused("occurs twice", () -> builder.image(1, "b.png", 2, 2));
    refused("at least 1x1", () -> builder.image(2, "b.png", 0, 2));
    refused("expected a name", () -> builder.image(2, "", 1, 2));
    refused("label is 1", () -> builder.object(1, 1, box, 1, false, Optional.empty()));
    refused(
        "finite",
        () -> builder.object(1, 0, new Box(0, 0, Double.NaN, 1), 1, false, Optional.empty()));
    refused("not negative", () -> builder.object(1, 0, box, -1, false, Optional.empty()));
    builder.object(1, 0, box, 1, false, Optional.of(large));
    refused("mask of height 3 and width 3", builder::build);
    builder.image(1, "a.png", 2, 2).object(6, 0, box, 1, false, Optional.empty());
    refused("image_id 6", builder::build);
    assertEquals(0, builder.build().images(), "a builder is empty after it was built");
  }

  private static void refused(String part, Runnable action) {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, action::run);
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }
}
