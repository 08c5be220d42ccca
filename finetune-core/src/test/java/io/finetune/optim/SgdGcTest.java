package io.finetune.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.initializer.ConstantInitializer;
import java.util.Map;
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
  void aWeightOfSeveralBlocksIsCentralizedRowByRowAndItsGradientZeroed() {
    int rows = 1001;
    int columns = 1000;
    Parameter parameter = Parameter.builder().setName("w").setType(Parameter.Type.WEIGHT).build();
    parameter.setShape(new Shape(rows, columns));
    parameter.setInitializer(new ConstantInitializer(2));
    try (NDManager scope = NDManager.newBaseManager();
        SgdGc optimizer =
            SgdGc.builder()
                .optMomentum(0.5)
                .optWeightDecay(0.25)
                .optCentralization(Centralization.ALL)
                .build()) {
      parameter.initialize(scope, DataType.FLOAT32);
      NDArray weight = parameter.getArray();
      // Column j of every row has the gradient j mod 4, whose mean is 1.5.
      NDArray gradients = scope.arange(0f, columns).mod(4).reshape(1, columns);
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        collector.backward(weight.mul(gradients).sum());
      }
      optimizer.step(ParameterGroups.of(Map.of("w", parameter)), 0.5);
      float[] values = weight.toFloatArray();
      for (int i = 0; i < values.length; i++) {
        assertEquals(2 - 0.5f * (i % columns % 4 - 1.5f), values[i], 1e-6, "element " + i);
      }
      assertEquals(0, weight.getGradient().abs().max().getFloat());
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
