package io.finetune.coco;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.coco.Categories.Category;
import java.util.List;
import org.junit.jupiter.api.Test;

class CategoriesTest {

  @Test
  void labelsFollowAscendingIdsWithGapsAndBack() {
    Categories categories =
        new Categories(
            List.of(
                new Category(90, "toothbrush", "indoor"),
                new Category(-4, "none", ""),
                new Category(13, "stop sign", "outdoor")));
    assertEquals(List.of("none", "stop sign", "toothbrush"), categories.names());
    for (int label = 0; label < categories.size(); label++) {
      assertEquals(label, categories.label(categories.id(label)));
    }
    assertEquals(2, categories.label(90));
    for (long absent : new long[] {-5, 0, 12, 14, 91}) {
      assertEquals(-1, categories.label(absent));
    }
  }

  @Test
  void namesAloneAreNumberedFromOne() {
    Categories categories = Categories.ofNames(List.of("b", "a"));
    assertEquals(List.of("b", "a"), categories.names());
    assertEquals(1, categories.id(0));
    assertEquals(2, categories.id(1));
    assertEquals(-1, Categories.ofNames(List.of()).label(1));
  }

  @Test
  void anIdThatOccursTwiceIsRefused() {
    List<Category> twice = List.of(new Category(3, "cat", ""), new Category(3, "dog", ""));
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> new Categories(twice));
    assertTrue(e.getMessage().contains("category id 3"), e.getMessage());
    assertTrue(e.getMessage().contains("cat and of dog"), e.getMessage());
  }
}
