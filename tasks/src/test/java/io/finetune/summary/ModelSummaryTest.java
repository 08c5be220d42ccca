package io.finetune.summary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.Shape;
import io.finetune.block.Backbones;
import io.finetune.block.Classifier;
import io.finetune.block.ConvStyle;
import io.finetune.block.Layer;
import io.finetune.block.Norm;
import io.finetune.block.ResNet;
import io.finetune.block.ResNetSpec;
import io.finetune.detection.DetectorSpec;
import io.finetune.detection.Detectors;
import io.finetune.kernel.Precision;
import io.finetune.segmentation.MaskRcnn;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelSummaryTest {

  private static final Shape IMAGENET = new Shape(8, 3, 224, 224);

  private static Classifier classifier(String model, int classes) {
    return new Classifier(new ResNet(spec(model), ConvStyle.BATCH), classes);
  }

  private static ResNetSpec spec(String model) {
    return Backbones.get(model).spec();
  }

  private static NetworkPlan plan(String model, int classes) {
    return new NetworkPlan.OfClassifier(spec(model), classes);
  }

  /** Parameters by part as torchvision 0.29.1 counts them. */
  @Test
  void aResNetIsListedByStages() {
    ModelSummary summary =
        ModelSummary.of(classifier("resnet50", 1000), plan("resnet50", 1000), IMAGENET);
    assertEquals(
        List.of("conv1", "layer1", "layer2", "layer3", "layer4", "fc"),
        summary.parts().stream().map(ModelSummary.Part::name).toList());
    assertEquals(
        List.of(9_536L, 215_808L, 1_219_584L, 7_098_368L, 14_964_736L, 2_049_000L),
        summary.parts().stream().map(ModelSummary.Part::parameters).toList());
    assertEquals(
        List.of(
            "(8, 64, 56, 56)",
            "(8, 256, 56, 56)",
            "(8, 512, 28, 28)",
            "(8, 1024, 14, 14)",
            "(8, 2048, 7, 7)",
            "(8, 1000)"),
        summary.parts().stream().map(ModelSummary.Part::output).toList());
    assertEquals(25_557_032, summary.parameters());
    assertEquals(25_557_032, summary.trained());
  }

  @Test
  void whatIsFrozenIsNotTrained() {
    Classifier network = classifier("resnet18", 10);
    network.backbone().freezeStages(4);
    ModelSummary summary = ModelSummary.of(network, plan("resnet18", 10), IMAGENET);
    assertEquals(5_130, summary.trained());
    assertEquals(0, summary.parts().get(4).trained());
  }

  @Test
  void aMaskRcnnIsWhole() {
    DetectorSpec spec =
        Detectors.get("maskrcnn_resnet50_fpn")
            .spec(new ConvStyle(Norm.FROZEN_BATCH, false), DetectorSpec.BoxHead.TWO_FC, 90);
    NetworkPlan plan = new NetworkPlan.OfDetector(spec, true, 512);
    ModelSummary summary = ModelSummary.of(new MaskRcnn(spec), plan, new Shape(2, 3, 800, 1088));
    assertEquals(44_401_393, summary.parameters(), "as torchvision counts them");
    assertEquals("(1024, 1024)", summary.parts().get(7).output());
    assertEquals("(256, 28, 28)", summary.parts().get(10).output());
  }

  /** ResNet-18 on one image of 32x32, counted by hand. */
  @Test
  void activationsAreCountedUnitByUnit() {
    long stem = 3 * 32 * 32 + 2 * 64 * 16 * 16 + 64 * 8 * 8;
    long stages =
        2 * 4 * (64 * 8 * 8 + 128 * 4 * 4 + 256 * 2 * 2 + 512)
            + 128 * 4 * 4
            + 256 * 2 * 2
            + 512; // what the three projections' norms keep
    long places = 8 * 64 * 8 * 8;
    Shape images = new Shape(1, 3, 32, 32);
    Layer network = classifier("resnet18", 10);
    Activations kept =
        Activations.of(network.named(), plan("resnet18", 10), images, ConvStyle.BATCH);
    assertEquals(4 * (stem + stages) + places, kept.bytes(4));
    assertEquals(2 * (stem + stages) + places, kept.bytes(2));
  }

  @Test
  void frozenPartsKeepNothing() {
    Classifier network = classifier("resnet18", 10);
    network.backbone().freezeStages(3);
    Shape images = new Shape(1, 3, 32, 32);
    Activations kept =
        Activations.of(network.named(), plan("resnet18", 10), images, ConvStyle.BATCH);
    assertEquals(4 * (256 * 2 * 2 + 2 * 4 * 512 + 512), kept.bytes(4), "layer4 and its input");
  }

  @Test
  void anEstimateAddsUp() {
    Layer network = classifier("resnet50", 1000);
    MemoryEstimate estimate =
        MemoryEstimate.of(
            network, plan("resnet50", 1000), IMAGENET, ConvStyle.BATCH, Precision.FP32, 2);
    assertEquals(4L * 25_557_032, estimate.gradients());
    assertEquals(8L * 25_557_032, estimate.optimizer());
    assertTrue(estimate.parameters() > estimate.gradients(), "with running statistics");
    assertTrue(estimate.lines().get(0).matches("memory: about \\d\\.\\d GiB .*"));
    MemoryEstimate half =
        MemoryEstimate.of(
            network, plan("resnet50", 1000), IMAGENET, ConvStyle.BATCH, Precision.BF16, 2);
    assertTrue(half.activations() < 0.6 * estimate.activations());
  }
}
