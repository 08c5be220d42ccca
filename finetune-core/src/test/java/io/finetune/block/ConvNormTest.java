package io.finetune.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.finetune.FinetuneException;
import io.finetune.kernel.Kernels.After;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConvNormTest {

  /** The reference's case of small variances, where eps shows. */
  @ParameterizedTest
  @CsvSource({
    "1e-5, 0.399998009, 1.74925065, 37.638504, 46.2266998",
    "0, 0.400000006, 1.75, 39.5, 150.999969"
  })
  void frozenBatchNormIsTorchvisions(double eps, float a, float b, float c, float d) {
    ConvStyle style = new ConvStyle(new Norm(Norm.Kind.FROZEN_BATCH, eps, 0), false);
    try (NDManager manager = NDManager.newBaseManager()) {
      Conv2d each = new Conv2d(4, 4, 1, 1, 0, 4);
      ConvNorm unit = new ConvNorm("conv1", "bn1", each, style, After.NOTHING);
      unit.initialize(manager);
      Map<String, NDArray> state = unit.state();
      state.get("conv1.weight").set(new float[] {1, 1, 1, 1});
      state.get("bn1.running_var").set(new float[] {1, 1e-2f, 1e-4f, 1e-6f});
      state.get("bn1.running_mean").set(new float[] {0, 0.1f, 0.2f, 0.3f});
      state.get("bn1.weight").set(new float[] {1, 0.5f, 2, 1.5f});
      state.get("bn1.bias").set(new float[] {0, 0.25f, -0.5f, 1});
      NDArray x = manager.full(new Shape(1, 4, 1, 1), 0.4f);
      ParameterStore store = new ParameterStore(manager, false);
      // the same in training: there is nothing to learn and no statistics move
      for (boolean training : new boolean[] {false, true}) {
        float[] y = unit.forward(store, new NDList(x), training).head().toFloatArray();
        float[] expected = {a, b, c, d};
        for (int i = 0; i < 4; i++) {
          assertEquals(expected[i], y[i], 1e-6f * expected[i]);
        }
      }
      assertEquals(1e-6f, state.get("bn1.running_var").toFloatArray()[3]);
      assertEquals(
          Set.of("conv1.weight"),
          unit.named().entrySet().stream()
              .filter(entry -> entry.getValue().requiresGradient())
              .map(Map.Entry::getKey)
              .collect(Collectors.toSet()));
    }
  }

  @Test
  void groupNormRefusesChannelsItCannotShareEvenly() {
    ConvStyle style = new ConvStyle(Norm.GROUP, false);
    var error =
        assertThrows(
            FinetuneException.class,
            () -> new ResNet(Backbones.get("resnet20_cifar").spec(), style));
    assertTrue(error.getMessage().contains("32 groups"), error.getMessage());
    assertTrue(error.getMessage().contains("conv1 has 16"), error.getMessage());
  }
}
