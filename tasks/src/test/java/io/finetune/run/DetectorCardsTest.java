package io.finetune.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import ai.djl.ndarray.types.Shape;
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

  /** Published with the same weights, of both: no mask is drawn while it is counted. */
  private static final double TORCHVISION_GFLOPS = 134.38;

  @Test
  void aMaskCostsWhatItsConvolutionsCost() {
    MaskRcnn network =
        new MaskRcnn(
            Detectors.get("maskrcnn_resnet50_fpn")
                .spec(ConvStyle.FROZEN_BATCH, BoxHead.TWO_FC, 90));
    // Four 3x3 convolutions of 14x14 pixels, a 2x2 transposed one and a 1x1 one of 28x28.
    long expected = 4L * 9 * 256 * 256 * 14 * 14 + 28 * 28 * (256L * 256 + 256);
    assertEquals(3 * expected, network.maskMultiplyAdds(3));
  }

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
      FasterRcnn boxes =
          network instanceof MaskRcnn masks ? masks.detector() : (FasterRcnn) network;
      double gflops = boxes.multiplyAdds(new Shape(1, 3, 800, 800), 1000) / 1e9;
      assertEquals(gflops, card.gflops(), 5e-3, line.name());
    }
    TORCHVISION.forEach(
        (name, count) -> {
          assertEquals(count, ModelCards.get(name).parameters(), name);
          assertEquals(TORCHVISION_GFLOPS, ModelCards.get(name).gflops(), name);
        });
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
