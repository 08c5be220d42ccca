package io.finetune.weight;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.finetune.WeightException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The fixture's network as arrays, filled from its files. */
class WeightLoadingTest {

  private NDManager manager;
  private Weights weights;
  private Map<String, NDArray> arrays;

  @BeforeEach
  void prepare() throws Exception {
    manager = NDManager.newBaseManager();
    weights =
        Weights.read(WeightFilesTest.folder().resolve("good").resolve("state_dict_legacy.pth"));
    arrays = new LinkedHashMap<>();
    weights
        .tensors()
        .forEach(
            (name, tensor) -> {
              DataType type = tensor.type().dataType().orElseThrow();
              NDArray array = manager.ones(new Shape(tensor.shape()), type);
              if (type == DataType.FLOAT32) {
                array.setRequiresGradient(true);
              }
              arrays.put(name, array);
            });
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void everyTensorArrivesBitForBit() throws Exception {
    for (String file : List.of("checkpoint.pt", "data_parallel.pt", "torchscript_traced.pt")) {
      Weights other = Weights.read(WeightFilesTest.folder().resolve("good").resolve(file));
      LoadReport report = WeightLoading.apply(other, arrays, Set.of("linear."));
      assertEquals(15, report.loaded().size());
      assertEquals("loaded 15 tensors", report.toString());
      arrays.forEach(
          (name, array) ->
              assertArrayEquals(
                  weights.tensors().get(name).toFloats(), Tensor.of(array).toFloats(), name));
    }
  }

  @Test
  void gradientStillFlowsToLoadedParameters() {
    WeightLoading.apply(weights, arrays, Set.of());
    NDArray weight = arrays.get("linear.weight");
    try (var collector = ai.djl.engine.Engine.getInstance().newGradientCollector()) {
      collector.backward(weight.mul(3).sum());
    }
    assertEquals(3f * 40, weight.getGradient().sum().getFloat());
  }

  @Test
  void aHeadOfOtherSizeIsKeptAndReported() {
    NDArray head = manager.ones(new Shape(7, 8));
    arrays.put("linear.weight", head);
    arrays.remove("bn.num_batches_tracked");
    arrays.put("extra.num_batches_tracked", manager.zeros(new Shape(), DataType.INT64));
    arrays.put("linear.scale", manager.ones(new Shape(7)));
    LoadReport report = WeightLoading.apply(weights, arrays, Set.of("linear."));
    assertEquals(13, report.loaded().size());
    assertEquals(List.of("linear.weight", "linear.scale"), report.replaced());
    assertEquals(List.of("extra.num_batches_tracked"), report.missing());
    assertEquals(List.of("bn.num_batches_tracked"), report.unexpected());
    assertEquals(56f, head.sum().getFloat());
    assertEquals(
        """
        loaded 13 tensors
          new head, not loaded: linear.weight, linear.scale
          missing, not needed: extra.num_batches_tracked
          unexpected, ignored: bn.num_batches_tracked\
        """,
        report.toString());
  }

  @Test
  void aBackboneMismatchIsAnErrorAndChangesNothing() {
    arrays.put("conv.weight", manager.ones(new Shape(8, 3, 5, 5)));
    arrays.put("layer9.weight", manager.ones(new Shape(1)));
    WeightException e =
        assertThrows(
            WeightException.class, () -> WeightLoading.apply(weights, arrays, Set.of("linear.")));
    for (String part : List.of("layer9.weight", "[8, 3, 3, 3]", "[8, 3, 5, 5]", "Choose")) {
      assertTrue(e.getMessage().contains(part), e.getMessage());
    }
    assertEquals(8f, arrays.get("bn.weight").sum().getFloat());
  }

  @Test
  void sixteenBitFloatsBecomeFloat32AndEveryTypeAnArray() throws Exception {
    Weights all = Weights.read(WeightFilesTest.folder().resolve("good/dtypes.safetensors"));
    all.tensors()
        .forEach(
            (name, tensor) -> {
              NDArray array = tensor.toNDArray(manager);
              assertArrayEquals(tensor.shape(), array.getShape().getShape(), name);
              assertArrayEquals(tensor.toFloats(), Tensor.of(array).toFloats(), name);
            });
    assertEquals(DataType.FLOAT32, all.tensors().get("bfloat16").toNDArray(manager).getDataType());
    assertEquals(22, all.tensors().size());
  }

  @Test
  void renamedNeedsOneNamePerTensor() {
    assertThrows(WeightException.class, () -> weights.renamed(List.of("a")));
    List<String> twice = new java.util.ArrayList<>(weights.tensors().keySet());
    twice.set(1, twice.get(0));
    assertThrows(WeightException.class, () -> weights.renamed(twice));
  }
}
