package io.finetune.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.finetune.FinetuneException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OptimizersTest {

  @Test
  void everyLineBuildsAndCentralizesAsItsNameSays() {
    Set<String> names = new HashSet<>();
    for (Optimizers.Entry entry : Optimizers.all()) {
      names.add(entry.name());
      assertTrue(entry.description().endsWith("."), entry.name());
      boolean all = entry.name().endsWith("_gc") || entry.name().endsWith("_gc2");
      boolean convolutions = all || entry.name().contains("_gcc");
      assertEquals(convolutions, centralizes(entry, new Shape(2, 3, 2, 2)), entry.name());
      assertEquals(all, centralizes(entry, new Shape(2, 5)), entry.name());
      assertFalse(centralizes(entry, new Shape(6)), entry.name());
    }
    assertEquals(31, names.size());
  }

  /** Whether a gradient that is constant along each row moves nothing: its centre is zero. */
  private static boolean centralizes(Optimizers.Entry entry, Shape shape) {
    OptimizerSettings settings = entry.defaults().toBuilder().weightDecay(0).build();
    try (NDManager scope = NDManager.newBaseManager();
        CentralizedOptimizer optimizer = entry.create(settings)) {
      NDArray weight = scope.ones(shape);
      optimizer.update("w", weight, scope.ones(shape));
      return weight.sub(1).abs().max().getFloat() == 0;
    }
  }

  @Test
  void anUnknownNameGetsTheNearest() {
    var error = assertThrows(FinetuneException.class, () -> Optimizers.named("adamw_cg"));
    assertTrue(error.getMessage().contains("did you mean 'adamw_gc'?"), error.getMessage());
  }

  @Test
  void anOptionThatIsNotTakenIsRefused() {
    var entry = Optimizers.named("sgd_gc");
    var settings = entry.defaults().toBuilder().betas(0.5, 0.9).build();
    var error = assertThrows(FinetuneException.class, () -> entry.create(settings));
    assertTrue(error.getMessage().startsWith("sgd_gc takes no betas"), error.getMessage());
  }
}
