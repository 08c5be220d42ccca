package io.finetune.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.FinetuneException;
import io.finetune.run.Choices.Origin;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChoicesTest {

  @Test
  void aStrongerOriginIsNeverReplacedByAWeaker() {
    for (Origin first : Origin.values()) {
      for (Origin second : Origin.values()) {
        Choices choices =
            Choices.NONE.with(Settings.EPOCHS, 1, first).with(Settings.EPOCHS, 2, second);
        boolean replaced = second.compareTo(first) >= 0;
        assertEquals(replaced ? 2 : 1, choices.get(Settings.EPOCHS));
        assertEquals(Optional.of(replaced ? second : first), choices.origin(Settings.EPOCHS));
      }
    }
  }

  @Test
  void theOrderOfOriginsIsThatOfWhoKnowsBest() {
    assertEquals(
        List.of(Origin.DEFAULT, Origin.RECIPE, Origin.OPTIMIZER, Origin.CONFIG, Origin.USER),
        List.of(Origin.values()));
  }

  @Test
  void aCopyLeavesTheOriginalAsItWas() {
    Choices one = Choices.NONE.with(Settings.EPOCHS, 1, Origin.USER);
    Choices two = one.with(Settings.EPOCHS, 2, Origin.USER);
    assertEquals(1, one.get(Settings.EPOCHS));
    assertEquals(2, two.get(Settings.EPOCHS));
    assertEquals(Optional.empty(), Choices.NONE.find(Settings.EPOCHS));
    assertEquals(Optional.empty(), Choices.NONE.origin(Settings.EPOCHS));
  }

  @Test
  void aMissingValueNamesItsFlag() {
    var error = assertThrows(FinetuneException.class, () -> Choices.NONE.get(Settings.DATASET));
    assertTrue(error.getMessage().startsWith("--dataset is missing: "), error.getMessage());
  }

  @Test
  void textBringsBackEveryValue() {
    Choices choices =
        Choices.NONE
            .with(Settings.MODEL_NAME, "resnet50", Origin.USER)
            .with(Settings.MILESTONES, List.of(50, 80), Origin.RECIPE)
            .with(Settings.LEARNING_RATE, 0.1 + 0.2, Origin.USER)
            .with(Settings.NESTEROV, true, Origin.USER)
            .with(Settings.SEED, Long.MIN_VALUE, Origin.USER);
    Map<String, String> map = choices.toMap();
    assertEquals(
        List.of("model", "seed", "lr", "nesterov", "milestones"), List.copyOf(map.keySet()));
    Choices back = Choices.NONE.withAll(map, Origin.CONFIG);
    assertEquals(map, back.toMap());
    assertEquals(List.of(50, 80), back.get(Settings.MILESTONES));
    assertEquals(0.1 + 0.2, back.get(Settings.LEARNING_RATE));
    assertEquals(Long.MIN_VALUE, back.get(Settings.SEED));
  }

  @Test
  void anUnknownNameInAMapGetsTheNearest() {
    var error =
        assertThrows(
            FinetuneException.class,
            () -> Choices.NONE.withAll(Map.of("batchsize", "3"), Origin.CONFIG));
    assertTrue(
        error.getMessage().startsWith("unknown setting 'batchsize': did you mean 'batch-size'?"),
        error.getMessage());
  }
}
