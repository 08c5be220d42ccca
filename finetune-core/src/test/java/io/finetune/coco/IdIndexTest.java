package io.finetune.coco;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

class IdIndexTest {

  private static final int MANY = 200_000;

  /** In sequence, far apart, and chosen so that the golden ratio puts all into one slot. */
  @Test
  void noChoiceOfIdsMakesItSlow() {
    long inverse = 1;
    for (int i = 0; i < 6; i++) {
      inverse *= 2 - 0x9E3779B97F4A7C15L * inverse; // Newton, modulo 2^64
    }
    assertEquals(1, inverse * 0x9E3779B97F4A7C15L);
    long factor = inverse;
    fill(i -> i);
    fill(i -> i << 40);
    fill(i -> i * factor);
  }

  private static void fill(LongUnaryOperator id) {
    IdIndex index = new IdIndex();
    assertTimeout(
        Duration.ofSeconds(5),
        () -> {
          for (int i = 0; i < MANY; i++) {
            assertTrue(index.add(id.applyAsLong(i)));
          }
        });
    for (int i = 0; i < MANY; i += 997) {
      assertEquals(i, index.find(id.applyAsLong(i)));
      assertFalse(index.add(id.applyAsLong(i)));
    }
    assertEquals(-1, index.find(id.applyAsLong(MANY)));
  }
}
