package io.finetune.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.FinetuneException;
import io.finetune.block.Backbones;
import io.finetune.card.ModelCard;
import io.finetune.card.ModelCards;
import io.finetune.data.DatasetEntry;
import io.finetune.data.Datasets;
import io.finetune.detection.Detectors;
import io.finetune.optim.Optimizers;
import io.finetune.run.Choices.Origin;
import io.finetune.schedule.Schedule;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
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
    for (ModelCard card : ModelCards.classifiers()) {
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
  void everyDetectorDatasetAndOptimizerHasACompleteRun() {
    int seen = 0;
    for (ModelCard card : ModelCards.detectors()) {
      for (DatasetEntry<?> dataset : Datasets.ofObjects()) {
        for (String optimizer : List.of("sgd_gc", "adam", "ranger_gc")) {
          Choices run = complete(card.name(), named(dataset), optimizer);
          Updates.schedule(run, 10);
          Updates.optimizer(run).close();
          Sources.style(run);
          DetectionAssembly.sizes(run);
          for (Setting<?> setting : Settings.OF_DETECTORS) {
            boolean open = setting.equals(Settings.TRAIN_SIZES);
            assertEquals(!open, run.find(setting).isPresent(), setting.name());
          }
          for (Setting<?> setting : Settings.OF_CLASSIFIERS) {
            assertEquals(Optional.empty(), run.find(setting), setting.name());
          }
          seen++;
        }
      }
    }
    assertEquals(12 * 5 * 3, seen);
  }

  private static String named(DatasetEntry<?> dataset) {
    return switch (dataset.name()) {
      case "coco", "voc" -> dataset.name() + ":photos";
      case "shapes" -> "shapes:size=64";
      default -> dataset.name();
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"fasterrcnn_resnet50_fpn", "maskrcnn_resnext101_64x4d_fpn"})
  void cocoRunsHaveThePapers1xSchedule(String model) {
    Choices run =
        Recipes.complete(
            choices(model, "coco2017", "sgd_gc").with(Settings.BATCH_SIZE, 16, Origin.USER));
    assertEquals("coco_1x", Recipes.of(model, "coco2017").name());
    assertEquals(0.02, run.get(Settings.LEARNING_RATE), 1e-12);
    assertEquals(0.9, run.get(Settings.MOMENTUM));
    assertEquals(1e-4, run.get(Settings.WEIGHT_DECAY));
    assertTrue(run.get(Settings.DECAY_VECTORS));
    assertEquals(12, run.get(Settings.EPOCHS));
    assertEquals("multistep", run.get(Settings.SCHEDULE_NAME));
    assertEquals(List.of(8, 11), run.get(Settings.MILESTONES));
    assertEquals(0.1, run.get(Settings.GAMMA));
    assertEquals(500, run.get(Settings.WARMUP_STEPS));
    assertEquals(0.5, run.get(Settings.FLIP));
    assertEquals(800, run.get(Settings.MIN_SIZE));
    assertEquals(1333, run.get(Settings.MAX_SIZE));
    assertEquals("backbone", run.get(Settings.WEIGHTS));
    assertEquals("frozen_batch", run.get(Settings.NORM));
    assertEquals(1e-5, run.get(Settings.NORM_EPS));
    assertEquals("stage1", run.get(Settings.FREEZE));
  }

  @Test
  void the1xScheduleIsThatOfTheRateToo() {
    long steps = 1000;
    Schedule schedule =
        Updates.schedule(
            Recipes.complete(
                choices("maskrcnn_resnet50_fpn", "coco2017", "sgd")
                    .with(Settings.BATCH_SIZE, 16, Origin.USER)),
            (int) steps);
    assertEquals(0.02e-3, schedule.at(0), 1e-12);
    assertEquals(0.02 * (0.001 + 0.999 / 2), schedule.at(250), 1e-9);
    assertEquals(0.02, schedule.at(500), 1e-12);
    assertEquals(0.02, schedule.at(8L * steps - 1), 1e-12);
    assertEquals(0.002, schedule.at(8L * steps), 1e-12);
    assertEquals(0.002, schedule.at(11L * steps - 1), 1e-12);
    assertEquals(0.0002, schedule.at(11L * steps), 1e-12);
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 0.00125", "2, 1, 0.0025", "2, 8, 0.02", "16, 1, 0.02", "16, 2, 0.04"})
  void aDetectorsRateFollowsTheImagesOfAStep(int batch, int accumulate, double rate) {
    Choices chosen =
        choices("maskrcnn_resnet50_fpn", "coco:photos", "sgd_gc")
            .with(Settings.BATCH_SIZE, batch, Origin.USER)
            .with(Settings.ACCUMULATE, accumulate, Origin.CONFIG);
    assertEquals(rate, Recipes.complete(chosen).get(Settings.LEARNING_RATE), 1e-12);
    for (Origin origin : List.of(Origin.CONFIG, Origin.USER)) {
      Choices own = Recipes.complete(chosen.with(Settings.LEARNING_RATE, 0.3, origin));
      assertEquals(0.3, own.get(Settings.LEARNING_RATE));
    }
    Choices adam = Recipes.complete(chosen.with(Settings.OPTIMIZER_NAME, "adam", Origin.USER));
    assertEquals(rate / 100, adam.get(Settings.LEARNING_RATE), 1e-12);
  }

  @Test
  void aClassifiersRateDoesNotFollowTheBatch() {
    Choices run =
        Recipes.complete(
            choices("resnet50", "cub200", "sgd").with(Settings.BATCH_SIZE, 2, Origin.USER));
    assertEquals(0.1, run.get(Settings.LEARNING_RATE));
  }

  static Stream<Arguments> inapplicable() {
    return Stream.concat(
        Settings.OF_CLASSIFIERS.stream()
            .map(setting -> Arguments.of(setting, "fasterrcnn_resnet18_fpn", "shapes")),
        Settings.OF_DETECTORS.stream().map(setting -> Arguments.of(setting, "resnet50", "cub200")));
  }

  @ParameterizedTest
  @MethodSource("inapplicable")
  void whatDoesNotApplyIsRefused(Setting<?> setting, String model, String dataset) {
    String valid =
        Stream.of("1", "0.5", "imagenet", "center", "two_fc", "64")
            .filter(text -> takes(setting, text))
            .findFirst()
            .orElseThrow();
    Choices chosen = choices(model, dataset, "sgd").withText(setting, valid, Origin.CONFIG);
    assertEquals(
        "--" + setting.name() + " does not apply to " + model + ": leave it out",
        assertThrows(FinetuneException.class, () -> Recipes.complete(chosen)).getMessage());
  }

  private static boolean takes(Setting<?> setting, String text) {
    try {
      setting.parse(text);
      return true;
    } catch (FinetuneException e) {
      return false;
    }
  }

  @Test
  void theModelsWithACardAreThoseThatCanBeBuilt() {
    for (ModelCard card : ModelCards.all()) {
      assertEquals(card.name(), Models.named(card.name()));
      assertEquals(card.task() != ModelCard.Task.CLASSIFICATION, Models.detects(card.name()));
    }
    assertEquals(Backbones.all().size() + Detectors.all().size(), ModelCards.all().size());
  }

  @Test
  void everyRecipeIsReachedAndHasANameOfItsOwn() {
    Set<String> reached = new HashSet<>();
    for (ModelCard card : ModelCards.classifiers()) {
      Datasets.ofClasses()
          .forEach(entry -> reached.add(Recipes.of(card.name(), entry.name()).name()));
    }
    for (ModelCard card : ModelCards.detectors()) {
      Datasets.ofObjects()
          .forEach(entry -> reached.add(Recipes.of(card.name(), named(entry)).name()));
    }
    assertEquals(
        Recipes.all().stream().map(Recipes.Recipe::name).collect(Collectors.toSet()), reached);
    assertEquals(Recipes.all().size(), reached.size());
  }
}
