package io.finetune.run;

import io.finetune.FinetuneException;
import io.finetune.block.ResNet;
import io.finetune.detection.FasterRcnn;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which part of a network keeps the weights it was loaded with. */
final class Freezing {

  private static final Pattern STAGE = Pattern.compile("stage([1-9])");

  private Freezing() {}

  /**
   * Freezes a part: weights get no gradient, running statistics stay, and no backward time is
   * spent.
   *
   * @param part none, stem, stageN for the stem and the first N stages, or backbone
   * @param backbone the network without its head
   */
  static void apply(String part, ResNet backbone) {
    int stages = frozenStages(part, backbone.stages());
    if (stages >= 0) {
      backbone.freezeStages(stages);
    }
  }

  /**
   * Freezes a part of a detector's backbone.
   *
   * @param part none, stem, stageN for the stem and the first N stages, or backbone
   * @param detector the network
   */
  static void apply(String part, FasterRcnn detector) {
    int whole = FasterRcnn.BACKBONE_LAYERS;
    detector.trainBackboneLayers(whole - 1 - frozenStages(part, whole - 1));
  }

  /** How many stages stay as loaded, beside the stem; -1 if the stem is trained too. */
  private static int frozenStages(String part, int stages) {
    Matcher stage = STAGE.matcher(part);
    if (part.equals("none")) {
      return -1;
    }
    if (part.equals("stem")) {
      return 0;
    }
    if (part.equals("backbone")) {
      return stages;
    }
    if (stage.matches() && Integer.parseInt(stage.group(1)) <= stages) {
      return Integer.parseInt(stage.group(1));
    }
    throw new FinetuneException(
        "--freeze does not take '"
            + part
            + "': expected none, stem, stage1 to stage"
            + stages
            + ", or backbone");
  }
}
