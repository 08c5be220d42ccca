package io.finetune.coco;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Columns hold what was put in, across the borders of their chunks. */
class ColumnTest {

  private static final int CHUNK = 1 << 15;
  private static final int SIZE = 3 * CHUNK + 5;

  @Test
  void everyColumnKeepsItsValues() {
    DoubleColumn doubles = new DoubleColumn();
    LongColumn longs = new LongColumn();
    IntColumn ints = new IntColumn();
    ByteColumn bytes = new ByteColumn();
    for (int i = 0; i < SIZE; i++) {
      doubles.add(i / 4.0);
      longs.add(i * 10_000_000_000L);
      ints.add(-i);
      bytes.add((byte) i);
    }
    for (int i = 0; i < SIZE; i++) {
      assertEquals(i / 4.0, doubles.get(i));
      assertEquals(i * 10_000_000_000L, longs.get(i));
      assertEquals(-i, ints.get(i));
      assertEquals((byte) i, bytes.get(i));
    }
    assertArrayEquals(new int[] {1 - CHUNK, -CHUNK, -CHUNK - 1}, ints.copy(CHUNK - 1, CHUNK + 2));
    assertArrayEquals(
        new double[] {CHUNK / 4.0 - 0.25, CHUNK / 4.0}, doubles.copy(CHUNK - 1, CHUNK + 1));
    assertEquals(0, bytes.copy(SIZE, SIZE).length);
  }

  @Test
  void whatIsNotThereCannotBeReadThoughItsMemoryIs() {
    DoubleColumn column = new DoubleColumn();
    column.add(1);
    column.add(2);
    assertThrows(IndexOutOfBoundsException.class, () -> column.get(2));
    assertThrows(IndexOutOfBoundsException.class, () -> column.set(2, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> column.get(-1));
    column.truncate(1);
    assertThrows(IndexOutOfBoundsException.class, () -> column.get(1));
    column.add(3);
    assertArrayEquals(new double[] {1, 3}, column.copy(0, 2));
  }

  @Test
  void anIndexFindsEveryIdAndRefusesTheSecond() {
    IdIndex index = new IdIndex();
    for (int i = 0; i < SIZE; i++) {
      assertTrue(index.add(id(i)));
      assertFalse(index.add(id(i / 2)));
    }
    assertEquals(SIZE, index.size());
    for (int i = 0; i < SIZE; i++) {
      assertEquals(i, index.find(id(i)));
      assertEquals(id(i), index.id(i));
    }
    assertEquals(-1, index.find(id(SIZE)));
  }

  /** Ids in steps that agree in their lower bits, some negative, as hashes dislike. */
  private static long id(int i) {
    return ((long) i - CHUNK) << 20;
  }
}
