package io.finetune.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScriptModuleTest {

  private ScriptModule kernels;
  private NDManager scope;

  @BeforeEach
  void open() {
    kernels = ScriptModule.load(Device.cpu(), ScriptModule.class, "kernels.py");
    scope = NDManager.newBaseManager();
  }

  @AfterEach
  void close() {
    scope.close();
    kernels.close();
  }

  @Test
  void gradientsFlowThroughACall() {
    try (var collector = Engine.getInstance().newGradientCollector()) {
      NDArray weight = scope.create(new float[] {2}, new Shape(1, 1, 1, 1));
      weight.setRequiresGradient(true);
      NDArray x = scope.create(new float[] {1, 2, 3, 4}, new Shape(1, 1, 2, 2));
      NDArray geometry = scope.create(new long[] {1, 0, 1, 1});
      NDArray y = kernels.call(scope, "convolve", x, weight, geometry).head();
      assertArrayEquals(new float[] {2, 4, 6, 8}, y.toFloatArray());
      collector.backward(y.sum());
      assertEquals(10f, weight.getGradient().getFloat());
    }
  }

  @Test
  void resultsBelongToTheScopeEvenIfTheArgumentsDoNot() {
    NDArray x = scope.ones(new Shape(1, 1, 2, 2));
    try (NDManager inner = scope.newSubManager()) {
      NDArray y = kernels.call(inner, "contiguous", x).head();
      assertEquals(inner, y.getManager());
    }
  }

  @Test
  void bfloat16SurvivesTheRoundTrip() {
    NDArray x = scope.create(new float[] {1.001f, -3f});
    NDArray narrow = kernels.call(scope, "to_bfloat16", x).head();
    assertEquals(DataType.UNKNOWN, narrow.getDataType(), "DJL does not know bfloat16");
    NDArray wide = kernels.call(scope, "to_float32", narrow).head();
    assertArrayEquals(
        new float[] {1f, -3f}, wide.toFloatArray(), "7 bits of fraction, ties to even");
  }

  @Test
  void aMissingResourceIsNamed() {
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> ScriptModule.load(Device.cpu(), ScriptModule.class, "absent.py"));
    assertEquals(true, error.getMessage().contains("absent.py"));
  }
}
