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
      log.add(parts, new LossLog.Place(3, 17, List.of(ids)));
    }
  }

  /** Ends a step whose gradients have these norms. */
  private void endStep(float first, float second, float third) {
    NDArray norms = manager.create(new float[] {first, second, third});
    log.endStep(
        List.of("conv.weight", "conv.bias", "fc.weight"),
        norms,
        new LossLog.Place(3, 17, List.of("a.jpg", "b.jpg")));
  }

  @Test
  void partsAreSummedOverTheBatchesAndReadOnce() {
    add(1, 0.25f, "a");
    endStep(1, -2, 1e30f);
    assertFalse(log.isFull());
    add(2, 0.5f, "b");
    endStep(0, 0, 0);
    assertTrue(log.isFull());
    assertEquals(new LossLog.Reading(Map.of("classes", 3.0, "boxes", 0.75), 2), log.read());
    assertFalse(log.isFull());
    assertEquals(new LossLog.Reading(Map.of(), 0), log.read());
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
    assertTrue(message.contains("in epoch 3, step 17"), message);
    assertFalse(message.contains("good.jpg"), message);
    assertEquals(new LossLog.Reading(Map.of(), 0), log.read(), "what was read is forgotten");
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void aGradientThatIsNotFiniteNamesItsParameterAndTheStepsBatches(float value) {
    add(1, 1, "a.jpg");
    add(1, 1, "b.jpg");
    endStep(0, value, value);
    assertEquals(
        "the gradients of 2 of 3 parameters, first 'conv.bias', are not finite in epoch 3, step 17,"
            + " on the batch of [a.jpg, b.jpg]",
        assertThrows(DivergedException.class, log::read).getMessage());
  }
}
