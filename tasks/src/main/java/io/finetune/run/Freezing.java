package io.finetune.run;

import io.finetune.FinetuneException;
import io.finetune.block.ResNet;
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
    Matcher stage = STAGE.matcher(part);
    if (part.equals("none")) {
      return;
    }
    if (part.equals("stem")) {
      backbone.freezeStages(0);
    } else if (part.equals("backbone")) {
      backbone.freezeStages(backbone.stages());
    } else if (stage.matches() && Integer.parseInt(stage.group(1)) <= backbone.stages()) {
      backbone.freezeStages(Integer.parseInt(stage.group(1)));
    } else {
      throw new FinetuneException(
          "--freeze does not take '"
              + part
              + "': expected none, stem, stage1 to stage"
              + backbone.stages()
              + ", or backbone");
    }
  }
}
