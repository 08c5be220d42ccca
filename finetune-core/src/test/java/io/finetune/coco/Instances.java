package io.finetune.coco;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Small annotation files, and what it means that annotations are equal. */
final class Instances {

  static final String IMAGES =
      "[{\"id\": 10, \"file_name\": \"a.jpg\", \"height\": 4, \"width\": 5},"
          + " {\"id\": 7, \"file_name\": \"b.jpg\", \"height\": 40, \"width\": 50}]";

  static final String CATEGORIES =
      "[{\"id\": 9, \"name\": \"dog\"}, {\"id\": 2, \"name\": \"cat\"}]";

  private Instances() {}

  /** A file with two images (4x5, 40x50) and two categories (2, 9), and these annotations. */
  static String withAnnotations(String... annotations) {
    return file(IMAGES, "[" + String.join(", ", annotations) + "]", CATEGORIES);
  }

  static String file(String images, String annotations, String categories) {
    return "{\"images\": "
        + images
        + ", \"annotations\": "
        + annotations
        + ", \"categories\": "
        + categories
        + "}";
  }

  /** An annotation of image 7 and category 9 with a box, and these keys, too. */
  static String annotation(String more) {
    return "{\"image_id\": 7, \"category_id\": 9, \"bbox\": [1, 2, 10, 20]"
        + (more.isEmpty() ? "" : ", " + more)
        + "}";
  }

  static CocoInstances read(Path folder, String json) throws IOException {
    return CocoInstances.read(Files.writeString(folder.resolve("instances.json"), json));
  }

  static void assertSame(CocoInstances expected, CocoInstances found) {
    assertEquals(expected.categories(), found.categories());
    assertEquals(expected.problems(), found.problems());
    assertEquals(expected.images(), found.images());
    for (int image = 0; image < expected.images(); image++) {
      assertEquals(expected.imageId(image), found.imageId(image));
      assertEquals(image, found.imageOfId(expected.imageId(image)));
      assertEquals(expected.hasFileName(image), found.hasFileName(image));
      if (expected.hasFileName(image)) {
        assertEquals(expected.fileName(image), found.fileName(image));
      }
      assertEquals(expected.knowsSize(image), found.knowsSize(image));
      if (expected.knowsSize(image)) {
        assertEquals(expected.height(image), found.height(image));
        assertEquals(expected.width(image), found.width(image));
      }
      assertArrayEquals(expected.objectsOf(image), found.objectsOf(image));
    }
    assertEquals(expected.objects(), found.objects());
    for (int object = 0; object < expected.objects(); object++) {
      assertEquals(expected.id(object), found.id(object));
      assertEquals(expected.image(object), found.image(object));
      assertEquals(expected.label(object), found.label(object));
      assertEquals(expected.box(object), found.box(object));
      assertEquals(expected.area(object), found.area(object));
      assertEquals(expected.crowd(object), found.crowd(object));
      assertEquals(expected.segmentation(object), found.segmentation(object));
    }
  }
}
