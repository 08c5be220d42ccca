package io.finetune.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.block.Backbones;
import io.finetune.card.ModelCard;
import io.finetune.card.ModelCards;
import io.finetune.data.DatasetEntry;
import io.finetune.data.Datasets;
import io.finetune.optim.Optimizers;
import io.finetune.run.Choices.Origin;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecipesTest {

  private static Choices choices(String model, String dataset, String optimizer) {
    return Choices.NONE
        .with(Settings.MODEL_NAME, model, Origin.USER)
        .with(Settings.DATASET, dataset, Origin.USER)
        .with(Settings.OPTIMIZER_NAME, optimizer, Origin.USER);
  }

  private static Choices complete(String model, String dataset, String optimizer) {
    return Recipes.complete(choices(model, dataset, optimizer));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cub200", "cars196", "dogs120", "aircraft100"})
  void fineGrainedRunsHaveThePapersNumbers(String dataset) {
    Choices run = complete("resnet50", dataset, "sgd_gc");
    assertEquals(512, run.get(Settings.RESIZE));
    assertEquals(448, run.get(Settings.IMAGE_SIZE));
    assertEquals("center", run.get(Settings.TRAIN_CROP));
    assertEquals(0.5, run.get(Settings.FLIP));
    assertEquals("imagenet", run.get(Settings.NORMALIZATION));
    assertEquals(128, run.get(Settings.BATCH_SIZE));
    assertEquals(0.1, run.get(Settings.LEARNING_RATE));
    assertEquals(0.9, run.get(Settings.MOMENTUM));
    assertEquals(1e-4, run.get(Settings.WEIGHT_DECAY));
    assertTrue(run.get(Settings.DECAY_VECTORS));
    assertFalse(run.get(Settings.NESTEROV));
    assertEquals(100, run.get(Settings.EPOCHS));
    assertEquals("multistep", run.get(Settings.SCHEDULE_NAME));
    assertEquals(List.of(50, 80), run.get(Settings.MILESTONES));
    assertEquals(0.1, run.get(Settings.GAMMA));
    assertEquals(Optional.of(Origin.RECIPE), run.origin(Settings.RESIZE));
    assertEquals(Optional.of(Origin.OPTIMIZER), run.origin(Settings.LEARNING_RATE));
  }

  @Test
  void cifarRunsHaveThePapersNumbers() {
    Choices run = complete("resnet50_cifar", "cifar100", "sgd");
    assertEquals("padded", run.get(Settings.TRAIN_CROP));
    assertEquals(4, run.get(Settings.PADDING));
    assertEquals(32, run.get(Settings.IMAGE_SIZE));
    assertEquals("cifar100", run.get(Settings.NORMALIZATION));
    assertEquals(128, run.get(Settings.BATCH_SIZE));
    assertEquals(200, run.get(Settings.EPOCHS));
    assertEquals(0.1, run.get(Settings.LEARNING_RATE));
    assertEquals(5e-4, run.get(Settings.WEIGHT_DECAY));
  }

  @ParameterizedTest
  @CsvSource({
    "sgd, 0.1, 1e-4",
    "sgdw_gc, 0.1, 1e-4",
    "adam_gc2, 1e-3, 1e-4",
    "adagrad_gcc, 1e-2, 1e-4",
    "adamw, 1e-3, 1e-2",
    "radam_gc, 1e-3, 1e-2",
    "ranger, 1e-3, 1e-2"
  })
  void otherOptimizersTrainOnTheirOwnScale(String optimizer, double rate, double decay) {
    Choices run = complete("resnet50", "cub200", optimizer);
    assertEquals(rate, run.get(Settings.LEARNING_RATE), rate * 1e-12);
    assertEquals(decay, run.get(Settings.WEIGHT_DECAY), decay * 1e-12);
  }

  @Test
  void theUserAndTheConfigurationWinOverTheRecipe() {
    Choices run =
        Recipes.complete(
            choices("resnet50", "cub200", "adam")
                .with(Settings.LEARNING_RATE, 0.5, Origin.USER)
                .with(Settings.EPOCHS, 3, Origin.CONFIG));
    assertEquals(0.5, run.get(Settings.LEARNING_RATE));
    assertEquals(3, run.get(Settings.EPOCHS));
    assertEquals(448, run.get(Settings.IMAGE_SIZE));
  }

  @Test
  void anOptimizerIsSpokenOfInItsOwnOptionsAlone() {
    Choices sgd = complete("resnet50", "cub200", "sgd");
    assertEquals(Optional.empty(), sgd.find(Settings.BETA1));
    assertEquals(Optional.empty(), sgd.find(Settings.EPSILON));
    Choices adam = complete("resnet50", "cub200", "adam");
    assertEquals(Optional.empty(), adam.find(Settings.MOMENTUM));
    assertEquals(0.999, adam.get(Settings.BETA2));
  }

  @Test
  void everyModelDatasetAndOptimizerHasACompleteRun() {
    int seen = 0;
    for (ModelCard card : ModelCards.all()) {
      for (DatasetEntry<?> dataset : Datasets.ofClasses()) {
        String name = dataset.name().equals("folder") ? "folder:photos" : dataset.name();
        for (String optimizer : List.of("sgd_gc", "adam", "ranger_gc")) {
          Choices run = complete(card.name(), name, optimizer);
          Updates.schedule(run, 10);
          Updates.optimizer(run).close();
          Pipelines.train(run);
          Pipelines.test(run);
          seen++;
        }
      }
    }
    assertEquals(17 * 11 * 3, seen);
    assertEquals(31, Optimizers.all().size());
  }

  @Test
  void theModelsWithACardAreThoseThatCanBeBuilt() {
    assertEquals(
        Backbones.all().stream().map(Backbones.Backbone::name).toList(),
        ModelCards.all().stream().map(ModelCard::name).toList());
  }

  @Test
  void everyRecipeIsReachedAndHasANameOfItsOwn() {
    Set<String> reached = new HashSet<>();
    for (ModelCard card : ModelCards.all()) {
      Datasets.ofClasses()
          .forEach(entry -> reached.add(Recipes.of(card.name(), entry.name()).name()));
    }
    assertEquals(Recipes.all().size(), reached.size());
  }
}
