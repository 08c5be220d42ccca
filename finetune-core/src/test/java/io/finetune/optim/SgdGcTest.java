package io.finetune.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

class SgdGcTest {

  @Test
  void centralizesTheGradientWithItsDecayAndKeepsTheRateOutsideTheMomentum() {
    try (NDManager scope = NDManager.newBaseManager();
        SgdGc optimizer =
            SgdGc.builder()
                .optLearningRate(0.5)
                .optMomentum(0.5)
                .optWeightDecay(0.25)
                .optCentralization(Centralization.ALL)
                .build()) {
      NDArray weight = scope.create(new float[] {0, 4}, new Shape(1, 2));
      // g + wd * p = (1, 4), minus its mean 2.5: (-1.5, 1.5)
      optimizer.update("w", weight, scope.create(new float[] {1, 3}, new Shape(1, 2)));
      assertArrayEquals(new float[] {0.75f, 3.25f}, weight.toFloatArray());
      assertArrayEquals(
          new float[] {-1.5f, 1.5f}, optimizer.state().get("momentum/w").toFloatArray());
      assertEquals(1, optimizer.state().get("step/w").getLong());
    }
  }

  @Test
  void nesterovWithoutMomentumIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> SgdGc.builder().optNesterov(true).build());
  }

  @Test
  void aGradientOfAnotherShapeIsRefusedByName() {
    try (NDManager scope = NDManager.newBaseManager();
        SgdGc optimizer = SgdGc.builder().build()) {
      NDArray weight = scope.ones(new Shape(2, 2));
      var error =
          assertThrows(
              IllegalArgumentException.class,
              () -> optimizer.update("layer.weight", weight, scope.ones(new Shape(4))));
      assertEquals(
          "the gradient of layer.weight is float32 (4), but the weight is float32 (2, 2)",
          error.getMessage());
    }
  }
}
