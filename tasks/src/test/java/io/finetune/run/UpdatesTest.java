package io.finetune.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import io.finetune.FinetuneException;
import io.finetune.block.Backbones;
import io.finetune.block.Classifier;
import io.finetune.block.ConvStyle;
import io.finetune.block.ResNet;
import io.finetune.optim.NamedParameter;
import io.finetune.run.Choices.Origin;
import io.finetune.schedule.Schedule;
import java.util.List;
import org.junit.jupiter.api.Test;

class UpdatesTest {

  private static final Choices RUN =
      Recipes.complete(
          Choices.NONE
              .with(Settings.MODEL_NAME, "resnet50", Origin.USER)
              .with(Settings.DATASET, "cub200", Origin.USER));

  @Test
  void milestonesAreEpochs() {
    Schedule schedule = Updates.schedule(RUN, 47);
    assertEquals(0.1, schedule.at(0));
    assertEquals(0.1, schedule.at(50 * 47 - 1));
    assertEquals(0.01, schedule.at(50 * 47), 1e-15);
    assertEquals(0.001, schedule.at(80 * 47), 1e-15);
  }

  @Test
  void aWarmUpOfHalfAnEpochRisesOverItsSteps() {
    Schedule schedule = Updates.schedule(RUN.with(Settings.WARMUP_EPOCHS, 0.5, Origin.USER), 40);
    assertEquals(0.1 * 1e-3, schedule.at(0), 1e-12);
    assertEquals(0.1 * (1e-3 + 0.999 / 2), schedule.at(10), 1e-12);
    assertEquals(0.1, schedule.at(20), 1e-12);
  }

  @Test
  void aCosineEndsAtNothing() {
    Choices cosine = RUN.with(Settings.SCHEDULE_NAME, "cosine", Origin.USER);
    Schedule schedule = Updates.schedule(cosine, 10);
    assertEquals(0.05, schedule.at(500), 1e-12);
    assertEquals(0, schedule.at(1000), 1e-12);
  }

  @Test
  void theHeadHasItsOwnRateAndVectorsNoDecayWhereAsked() {
    Choices choices =
        RUN.with(Settings.HEAD_LR, 10.0, Origin.USER)
            .with(Settings.DECAY_VECTORS, false, Origin.USER);
    ResNet backbone = new ResNet(Backbones.get("resnet20_cifar").spec(), ConvStyle.BATCH);
    Classifier network = new Classifier(backbone, 7);
    try (NDManager manager = NDManager.newBaseManager()) {
      network.initialize(manager);
      int heads = 0;
      for (NamedParameter each :
          Updates.groups(choices, network.named(), List.of("fc.")).parameters()) {
        boolean head = each.name().startsWith("fc.");
        heads += head ? 1 : 0;
        assertEquals(head ? 10 : 1, each.learningRateMultiplier(), each.name());
        boolean vector = each.parameter().getShape().dimension() <= 1;
        assertEquals(vector ? 0 : 1, each.weightDecayMultiplier(), each.name());
      }
      assertEquals(2, heads);
      for (NamedParameter each :
          Updates.groups(RUN, network.named(), List.of("fc.")).parameters()) {
        assertEquals(1, each.learningRateMultiplier(), each.name());
        assertEquals(1, each.weightDecayMultiplier(), each.name());
      }
    }
  }

  @Test
  void anOptionTheOptimizerDoesNotTakeIsRefused() {
    Choices choices = RUN.with(Settings.BETA1, 0.5, Origin.USER);
    var error = assertThrows(FinetuneException.class, () -> Updates.optimizer(choices));
    assertTrue(error.getMessage().contains("sgd_gc takes no betas"), error.getMessage());
  }

  @Test
  void nesterovWithoutMomentumIsRefused() {
    Choices choices =
        RUN.with(Settings.MOMENTUM, 0.0, Origin.USER).with(Settings.NESTEROV, true, Origin.USER);
    var error = assertThrows(FinetuneException.class, () -> Updates.optimizer(choices));
    assertTrue(
        error.getMessage().startsWith("the optimizer cannot be built: "), error.getMessage());
  }
}
