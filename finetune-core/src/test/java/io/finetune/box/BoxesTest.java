package io.finetune.box;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BoxesTest {

  private static final JsonObject CASES = Fixture.BOXES.getAsJsonObject("box_functions");

  @Test
  void overlapsOfAllPairs() {
    JsonObject one = CASES.getAsJsonObject("box_iou");
    float[] overlaps = Boxes.iou(Fixture.floats(one.get("a")), Fixture.floats(one.get("b")));
    assertArrayEquals(Fixture.floats(one.get("iou")), overlaps, 1e-7f);
    assertEquals(70, overlaps.length);
  }

  @Test
  void overlapIsSymmetricAndOneWithItself() {
    SplittableRandom random = new SplittableRandom(1);
    float[] boxes = Arbitrary.boxes(random, 50, 100, 60);
    float[] overlaps = Boxes.iou(boxes, boxes);
    for (int i = 0; i < 50; i++) {
      assertEquals(1f, overlaps[51 * i]);
      for (int j = 0; j < i; j++) {
        assertEquals(overlaps[50 * i + j], overlaps[50 * j + i]);
      }
    }
  }

  @Test
  void areas() {
    JsonObject one = CASES.getAsJsonObject("box_area");
    float[] expected = Fixture.floats(one.get("area"));
    assertArrayEquals(expected, Boxes.area(Fixture.floats(one.get("boxes"))), 1e-4f);
    assertEquals(10, expected.length);
  }

  @Test
  void clippingMovesCornersIntoTheImage() {
    JsonObject one = CASES.getAsJsonObject("clip_boxes_to_image");
    float[] boxes = Fixture.floats(one.get("boxes"));
    float[] before = boxes.clone();
    float[] clipped = Boxes.clip(boxes, Fixture.size(one.get("size_hw")));
    assertArrayEquals(Fixture.floats(one.get("clipped")), clipped);
    assertArrayEquals(before, boxes);
    assertArrayEquals(
        new float[] {Float.NaN, 0, 3, 4},
        Boxes.clip(new float[] {Float.NaN, -1, 3, 9}, new ImageSize(4, 4)));
  }

  @Test
  void smallBoxesAreLeftOut() {
    int seen = 0;
    for (JsonElement element : CASES.getAsJsonArray("remove_small_boxes")) {
      JsonObject one = element.getAsJsonObject();
      float side = one.get("min_size").getAsFloat();
      assertArrayEquals(
          Fixture.ints(one.get("keep")),
          Boxes.largeEnough(Fixture.floats(one.get("boxes")), side),
          "sides of at least " + side);
      seen++;
    }
    assertEquals(4, seen);
    assertArrayEquals(
        new int[0], Boxes.largeEnough(new float[] {0, 0, Float.NaN, 5}, 1e-3f), "not a number");
  }

  @Test
  void selectsAndJoins() {
    float[] boxes = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    float[] selected = Boxes.select(boxes, new int[] {2, 0});
    assertArrayEquals(new float[] {8, 9, 10, 11, 0, 1, 2, 3}, selected);
    assertArrayEquals(
        new float[] {1, 1, 2, 2, 8, 9, 10, 11, 0, 1, 2, 3},
        Boxes.concat(new float[] {1, 1, 2, 2}, selected));
    assertThrows(IllegalArgumentException.class, () -> Boxes.count(new float[6]));
  }
}
