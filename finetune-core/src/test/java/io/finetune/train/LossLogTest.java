package io.finetune.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.finetune.DivergedException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LossLogTest {

  private final NDManager manager = NDManager.newBaseManager();
  private final LossLog log = new LossLog(manager, 2);

  @AfterEach
  void close() {
    log.close();
    manager.close();
  }

  /** Adds the losses as a step does: their scope is closed before they are read. */
  private void add(float classes, float boxes, String... ids) {
    try (NDManager scope = manager.newSubManager()) {
      Map<String, NDArray> parts = new LinkedHashMap<>();
      parts.put("classes", scope.create(classes));
      parts.put("boxes", scope.create(boxes));
      log.add(parts, List.of(ids));
    }
  }

  @Test
  void partsAreSummedOverTheBatchesAndReadOnce() {
    add(1, 0.25f, "a");
    assertFalse(log.isFull());
    add(2, 0.5f, "b");
    assertTrue(log.isFull());
    assertEquals(Map.of("classes", 3.0, "boxes", 0.75), log.read());
    assertFalse(log.isFull());
    assertEquals(Map.of(), log.read());
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void aLossThatIsNotFiniteNamesItsPartAndBatch(float value) {
    add(1, 1, "good.jpg");
    add(1, value, "bad1.jpg", "bad2.jpg");
    var error = assertThrows(DivergedException.class, log::read);
    String message = error.getMessage();
    assertTrue(message.contains("'boxes' is " + value), message);
    assertTrue(message.contains("[bad1.jpg, bad2.jpg]"), message);
    assertFalse(message.contains("good.jpg"), message);
  }
}
