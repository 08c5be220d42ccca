package io.finetune.region;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class BoxTest {

  @Test
  void cornersAndSidesSayTheSame() {
    Box box = Box.ofCorners(2, 3, 7, 4.5);
    assertEquals(new Box(2, 3, 5, 1.5), box);
    assertEquals(7, box.x2());
    assertEquals(4.5, box.y2());
    assertEquals(7.5, box.area());
  }

  @Test
  void overlapIsOverTheUnionOrOverTheDetectionInACrowd() {
    Box found = new Box(0, 0, 10, 10);
    Box truth = new Box(5, 5, 10, 20);
    assertEquals(25.0 / 275, found.iou(truth, false));
    assertEquals(25.0 / 100, found.iou(truth, true));
    assertEquals(25.0 / 200, truth.iou(found, true));
    assertEquals(1, found.iou(found, false));
  }

  @Test
  void boxesThatOnlyTouchOrAreEmptyDoNotOverlap() {
    Box found = new Box(0, 0, 10, 10);
    assertEquals(0, found.iou(new Box(10, 0, 5, 5), false));
    assertEquals(0, found.iou(new Box(0, 10, 5, 5), true));
    assertEquals(0, found.iou(new Box(20, 20, 5, 5), false));
    assertEquals(0, found.iou(new Box(3, 3, 0, 4), false));
    Box point = new Box(3, 3, 0, 0);
    assertEquals(0, point.iou(point, true), "0 and not 0/0");
  }
}
