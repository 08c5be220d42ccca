package io.finetune.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.DataException;
import io.finetune.coco.Categories;
import io.finetune.coco.Categories.Category;
import io.finetune.coco.CocoInstances;
import io.finetune.data.ImageInputs;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CocoIdsTest {

  private static final List<String> CLASSES = List.of("cat", "dog");

  private static final CocoInstances ANNOTATIONS =
      CocoInstances.builder(
              new Categories(
                  List.of(
                      new Category(3, "dog", ""),
                      new Category(8, "horse", ""),
                      new Category(17, "cat", ""))))
          .image(70, "plain.jpg", 4, 4)
          .image(71, "elsewhere/moved.jpg", 4, 4)
          .image(80, "a/same.jpg", 4, 4)
          .image(81, "b/same.jpg", 4, 4)
          .build();

  private static ImageInputs images(String... files) {
    return new ImageInputs(Stream.of(files).map(Path::of).toList());
  }

  @Test
  void numbersAreFromOne() {
    CocoIds ids = CocoIds.numbered(images("x.jpg", "y.jpg"), CLASSES);
    assertTrue(ids.numbered());
    assertEquals(1, ids.image(0));
    assertEquals(2, ids.image(1));
    assertEquals(1, ids.category(0));
    assertEquals(2, ids.category(1));
  }

  @Test
  void idsAreThoseOfTheNames() {
    CocoIds ids =
        CocoIds.of(
            ANNOTATIONS,
            images("photos/b/same.jpg", "photos/moved.jpg", "plain.jpg", "photos/a/same.jpg"),
            CLASSES);
    assertFalse(ids.numbered());
    assertEquals(81, ids.image(0));
    assertEquals(71, ids.image(1));
    assertEquals(70, ids.image(2));
    assertEquals(80, ids.image(3));
    assertEquals(17, ids.category(0));
    assertEquals(3, ids.category(1));
  }

  @Test
  void whatTheAnnotationsLackIsNamed() {
    assertRefused("new.jpg is none of the images", images("new.jpg"), CLASSES);
    assertRefused("same.jpg is none of the images", images("c/same.jpg"), CLASSES);
    assertRefused("is image 70", images("x/plain.jpg", "y/plain.jpg"), CLASSES);
    assertRefused("no category bird", images("plain.jpg"), List.of("cat", "bird"));
  }

  private static void assertRefused(String expected, ImageInputs images, List<String> classes) {
    String message =
        assertThrows(DataException.class, () -> CocoIds.of(ANNOTATIONS, images, classes))
            .getMessage();
    assertTrue(message.contains(expected), message);
  }
}
