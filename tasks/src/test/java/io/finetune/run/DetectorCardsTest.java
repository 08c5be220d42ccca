package io.finetune.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import ai.djl.nn.Parameter;
import io.finetune.block.ConvStyle;
import io.finetune.block.Layer;
import io.finetune.card.ModelCard;
import io.finetune.card.ModelCards;
import io.finetune.detection.DetectorSpec;
import io.finetune.detection.DetectorSpec.BoxHead;
import io.finetune.detection.Detectors;
import io.finetune.detection.FasterRcnn;
import io.finetune.segmentation.MaskRcnn;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the cards say of detectors against the detectors themselves. */
class DetectorCardsTest {

  /** From the metadata of torchvision 0.29.1's weights. */
  private static final Map<String, Long> TORCHVISION =
      Map.of(
          "fasterrcnn_resnet50_fpn", 41_755_286L,
          "maskrcnn_resnet50_fpn", 44_401_393L);

  @Test
  void thereIsOneCardForEveryDetector() {
    assertEquals(
        Detectors.all().stream().map(Detectors.Detector::name).toList(),
        ModelCards.detectors().stream().map(ModelCard::name).toList());
  }

  @Test
  void cardsSayWhatIsBuilt() {
    for (Detectors.Detector line : Detectors.all()) {
      ModelCard card = ModelCards.get(line.name());
      assertEquals(
          line.masks() ? ModelCard.Task.SEGMENTATION : ModelCard.Task.DETECTION,
          card.task(),
          line.name());
      assertEquals(
          line.backbone(),
          assertInstanceOf(ModelCard.Architecture.Detector.class, card.architecture()).backbone());
      DetectorSpec spec = line.spec(ConvStyle.FROZEN_BATCH, BoxHead.TWO_FC, card.classes() - 1);
      Layer network = line.masks() ? new MaskRcnn(spec) : new FasterRcnn(spec);
      long trained =
          network.named().values().stream()
              .filter(Parameter::requiresGradient)
              .mapToLong(parameter -> parameter.getShape().size())
              .sum();
      assertEquals(trained, card.parameters(), line.name());
    }
    TORCHVISION.forEach(
        (name, count) -> assertEquals(count, ModelCards.get(name).parameters(), name));
  }

  @Test
  void cardsSayHowTheRunSizesImages() {
    for (ModelCard card : ModelCards.detectors()) {
      Choices run =
          Recipes.complete(
              Choices.NONE
                  .with(Settings.MODEL_NAME, card.name(), Choices.Origin.USER)
                  .with(Settings.DATASET, "coco2017", Choices.Origin.USER));
      assertEquals(
          new ModelCard.Sizing.Whole(run.get(Settings.MIN_SIZE), run.get(Settings.MAX_SIZE)),
          card.preprocessing().sizing());
      assertEquals(run.get(Settings.EPOCHS), card.recipe().epochs());
      assertEquals(
          run.get(Settings.LEARNING_RATE),
          card.recipe().learningRate() * run.get(Settings.BATCH_SIZE) / card.recipe().batch(),
          1e-12);
      assertEquals(run.get(Settings.WEIGHT_DECAY), card.recipe().weightDecay());
    }
  }
}
