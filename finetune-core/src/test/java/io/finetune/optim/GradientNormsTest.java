package io.finetune.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Gradients that are known, because the loss is their product with the weights. */
class GradientNormsTest {

  private static final float[] GRADIENT = {1, 2, 6, -4, 0, 1};

  private NDManager manager;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager("PyTorch");
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void meansOfTheRowsAreTakenOut() {
    Parameter weight = weight(new Shape(2, 3));
    backward(weight, GRADIENT);
    GradientNorms.Norms norms = new GradientNorms(Map.of("fc", weight)).measure().get(0);
    assertEquals("fc", norms.name());
    assertEquals(Math.sqrt(1 + 4 + 36 + 16 + 1), norms.normBefore(), 1e-6);
    assertEquals(6, norms.maxBefore());
    // The means are 3 and -1, which leaves -2, -1, 3 and -3, 1, 2.
    assertEquals(Math.sqrt(4 + 1 + 9 + 9 + 1 + 4), norms.normAfter(), 1e-6);
    assertEquals(3, norms.maxAfter());
    assertArrayEquals(GRADIENT, weight.getArray().getGradient().toFloatArray());
  }

  @Test
  void aConvolutionHasOneMeanAnOutputChannel() {
    Map<String, Parameter> weights = new LinkedHashMap<>();
    weights.put("conv", weight(new Shape(2, 1, 3, 1)));
    weights.put("untouched", weight(new Shape(2, 2)));
    backward(weights.get("conv"), GRADIENT);
    List<GradientNorms.Norms> all = new GradientNorms(weights).measure();
    assertEquals(Math.sqrt(28), all.get(0).normAfter(), 1e-6);
    assertEquals(new GradientNorms.Norms("untouched", 0, 0, 0, 0), all.get(1));
  }

  @Test
  void whatHasNoGradientToCentralizeIsRefused() {
    Parameter frozen = weight(new Shape(2, 2));
    frozen.freeze(true);
    assertRefused(Map.of("a", frozen));
    assertRefused(Map.of("a", weight(new Shape(2))));
    assertRefused(Map.of());
  }

  @Test
  void valuesAreCountedInEqualParts() {
    Parameter weight = weight(new Shape(2, 3));
    backward(weight, GRADIENT);
    Map<String, Distribution> all = Distribution.of(Map.of("fc", weight));
    assertEquals(List.of("weight/fc", "gradient/fc"), List.copyOf(all.keySet()));
    Distribution gradient = all.get("gradient/fc");
    assertEquals(-4, gradient.min());
    assertEquals(6, gradient.max());
    assertEquals(6, gradient.sum());
    assertEquals(58, gradient.squares());
    assertEquals(6, gradient.size());
    assertEquals(6, gradient.end(63));
    for (float value : GRADIENT) {
      int part = (int) Math.min(63, (value + 4) / 10 * 64);
      assertTrue(gradient.counts().get(part) > 0, value + " is in part " + part);
      assertTrue(value <= gradient.end(part), value + " is up to the end of part " + part);
    }
  }

  @Test
  void equalValuesAndValuesThatAreNotFinite() {
    Parameter weight = weight(new Shape(2, 3));
    weight.getArray().set(new float[] {2, 2, 2, 2, 2, 2});
    backward(weight, new float[] {1, Float.NaN, 0, 0, 0, 0});
    Map<String, Distribution> all = Distribution.of(Map.of("fc", weight));
    assertEquals(1, all.size());
    Distribution same = all.get("weight/fc");
    assertEquals(6, same.counts().get(32));
    assertEquals(3, same.end(63));
    assertEquals(2 + 1.0 / 32, same.end(32), 1e-12);
  }

  private void assertRefused(Map<String, Parameter> weights) {
    assertThrows(IllegalArgumentException.class, () -> new GradientNorms(weights));
  }

  private Parameter weight(Shape shape) {
    Parameter parameter = Parameter.builder().setName("w").setType(Parameter.Type.WEIGHT).build();
    NDArray values = manager.arange(0f, (float) shape.size()).reshape(shape);
    values.setRequiresGradient(true);
    parameter.setArray(values);
    return parameter;
  }

  private void backward(Parameter weight, float[] gradient) {
    NDArray array = weight.getArray();
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray product = array.mul(manager.create(gradient, array.getShape()));
      collector.backward(product.sum());
    }
  }
}
