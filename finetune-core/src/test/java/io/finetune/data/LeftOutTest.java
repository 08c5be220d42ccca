package io.finetune.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.finetune.region.Box;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeftOutTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0, 20, 10, 0, 0",
    "5, 5, 0.25, 0.25, 0, 0",
    "-3, -3, 3.5, 3.5, 0, 0",
    "19.5, 9.5, 50, 50, 0, 0",
    "-100, -100, 300, 300, 0, 0",
    "5, 5, 0, 3, 1, 0",
    "5, 5, 3, 0, 1, 0",
    "5, 5, -2, 3, 1, 0",
    "5, 5, NaN, 3, 1, 0",
    "5, 5, 3, Infinity, 1, 0",
    "NaN, 5, 3, 3, 1, 0",
    "5, 5, 1e-9, 3, 1, 0",
    "0, 0, 1e-9, 1e-9, 0, 0",
    "5, 5, 1e39, 3, 1, 0",
    "5, 5, 3, 1e308, 1, 0",
    "-3e38, 5, 6e38, 3, 1, 0",
    "-1e30, 5, 2e30, 3, 0, 0",
    "20, 5, 3, 3, 0, 1",
    "5, 10, 3, 3, 0, 1",
    "-3, 5, 3, 3, 0, 1",
    "5, -4, 3, 4, 0, 1"
  })
  void boxesOfAnImageOf10x20(
      double x, double y, double width, double height, int withoutArea, int outside) {
    assertEquals(
        new LeftOut(withoutArea, outside), LeftOut.judge(new Box(x, y, width, height), 10, 20));
  }

  @Test
  void countsAdd() {
    LeftOut sum = new LeftOut(1, 0).plus(new LeftOut(0, 1)).plus(LeftOut.NOTHING);
    assertEquals(new LeftOut(1, 1), sum);
    assertEquals(2, sum.total());
    assertEquals("1 without area, 1 outside of their image", sum.describe());
    assertThrows(IllegalArgumentException.class, () -> new LeftOut(-1, 0));
  }
}
