package io.finetune.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.initializer.Initializer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GradientCheckTest {

  /** The matrix has six elements, each with a gradient of 1. */
  private static final float ROOT_OF_SIX = (float) Math.sqrt(6);

  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
  private final Parameter matrix = parameter("matrix", new Shape(2, 3), true);
  private final Parameter fixed = parameter("fixed", new Shape(3), false);
  private final Parameter vector = parameter("vector", new Shape(3), true);
  private final Parameter unused = parameter("unused", new Shape(4), true);
  private final GradientCheck check = new GradientCheck(groups());

  @AfterEach
  void close() {
    manager.close();
  }

  private Parameter parameter(String name, Shape shape, boolean trained) {
    Parameter parameter =
        Parameter.builder()
            .setName(name)
            .setType(Parameter.Type.WEIGHT)
            .optShape(shape)
            .optInitializer(Initializer.ONES)
            .optRequiresGrad(trained)
            .build();
    parameter.initialize(manager, DataType.FLOAT32);
    return parameter;
  }

  private ParameterGroups groups() {
    Map<String, Parameter> all = new LinkedHashMap<>();
    List.of(matrix, fixed, vector, unused).forEach(p -> all.put(p.getName(), p));
    return ParameterGroups.of(all);
  }

  /** Runs a backward pass after which the vector's gradient is the factors, the matrix's is 1. */
  private void backward(float... factors) {
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray weighted = vector.getArray().mul(manager.create(factors));
      collector.backward(weighted.sum().add(matrix.getArray().sum()));
    }
  }

  private float[] norms() {
    try (NDArray norms = check.norms(manager)) {
      return norms.toFloatArray();
    }
  }

  @Test
  void everyTrainedParameterHasItsNorm() {
    backward(1, -4, 0.5f);
    assertEquals(List.of("matrix", "vector", "unused"), check.names());
    assertArrayEquals(new float[] {ROOT_OF_SIX, (float) Math.sqrt(17.25), 0}, norms());
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void oneElementThatIsNotFiniteMakesItsNormSo(float value) {
    backward(1, value, 3);
    float[] norms = norms();
    assertEquals(ROOT_OF_SIX, norms[0]);
    assertFalse(Float.isFinite(norms[1]));
    assertEquals(0, norms[2]);
  }

  @Test
  void oppositeInfinitiesDoNotCancel() {
    backward(Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 0);
    assertFalse(Float.isFinite(norms()[1]));
  }

  @Test
  void whatIsDiscardedIsGone() {
    backward(Float.NaN, 1, 1);
    check.discard();
    assertArrayEquals(new float[] {0, 0, 0}, norms());
    backward(1, 1, 1);
    assertArrayEquals(new float[] {ROOT_OF_SIX, (float) Math.sqrt(3), 0}, norms());
  }

  @Test
  void somethingMustBeTrained() {
    ParameterGroups none = ParameterGroups.of(Map.of("fixed", fixed));
    assertThrows(IllegalArgumentException.class, () -> new GradientCheck(none));
  }
}
