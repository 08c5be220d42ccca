package io.finetune.card;

import io.finetune.card.ModelCard.Task;
import java.util.Locale;
import java.util.Set;

/** The section of a card that says how the model is used. */
final class Usage {

  /** What torchvision can build, by its names. */
  private static final Set<String> TORCHVISION =
      Set.of(
          "resnet18",
          "resnet34",
          "resnet50",
          "resnet101",
          "resnet152",
          "resnext50_32x4d",
          "resnext101_32x8d",
          "resnext101_64x4d",
          "wide_resnet50_2");

  private static final String COMMAND =
      """
      ```sh
      finetune predict --checkpoint %s --out found IMAGE...
      ```
      """;

  private static final String JAVA =
      """

      ```java
      try (%1$sPredictor predictor = %1$sPredictor.load(Path.of("%2$s"))) {
        predictor.predict(ImageInputs.of(List.of(Path.of("IMAGE"))), System.out::println);
      }
      ```
      """;

  private static final String CLASSIFIER =
      """

      ```python
      from safetensors.torch import load_file
      from torchvision.models import %1$s

      model = %1$s(num_classes=%2$d)
      model.load_state_dict(load_file("best.safetensors"))
      model.eval()
      ```
      """;

  private static final String DETECTOR =
      """

      ```python
      from safetensors.torch import load_file
      from torchvision.models.detection import %1$s
      from torchvision.models.detection.backbone_utils import resnet_fpn_backbone
      from torchvision.ops import FrozenBatchNorm2d
      from torch.nn import BatchNorm2d

      backbone = resnet_fpn_backbone(backbone_name="%2$s", weights=None, norm_layer=%3$s)
      model = %1$s(backbone, num_classes=%4$d)
      model.load_state_dict(load_file("best.safetensors"))
      model.eval()
      ```
      """;

  private Usage() {}

  static String of(RunFacts facts) {
    StringBuilder text = new StringBuilder(format(COMMAND, facts.name()));
    boolean classifies = facts.model().task() == Task.CLASSIFICATION;
    text.append(format(JAVA, classifies ? "Class" : "Object", facts.name()));
    text.append(torchvision(facts, facts.data().classes().size()));
    text.append("\nWhat is done to an image before the network sees it:\n\n");
    facts.preprocessing().forEach((name, value) -> text.append("- " + name + ": " + value + "\n"));
    return text.toString();
  }

  /** Only where torchvision has the network: not with another norm or standardized weights. */
  private static String torchvision(RunFacts facts, int classes) {
    String norm = facts.settings().getOrDefault("norm", "batch");
    boolean plain = !"true".equals(facts.settings().get("weight-standardization"));
    if (!plain || norm.equals("group")) {
      return "";
    }
    if (!(facts.model().architecture() instanceof ModelCard.Architecture.Detector detector)) {
      String name = facts.model().name();
      return TORCHVISION.contains(name) ? format(CLASSIFIER, name, classes) : "";
    }
    boolean known =
        TORCHVISION.contains(detector.backbone())
            && facts.settings().getOrDefault("box-head", "two_fc").equals("two_fc");
    String type = facts.model().task() == Task.SEGMENTATION ? "MaskRCNN" : "FasterRCNN";
    String layer = norm.equals("batch") ? "BatchNorm2d" : "FrozenBatchNorm2d";
    return known ? format(DETECTOR, type, detector.backbone(), layer, classes + 1) : "";
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
