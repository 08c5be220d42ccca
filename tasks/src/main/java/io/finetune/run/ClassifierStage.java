package io.finetune.run;

import io.finetune.block.Backbones;
import io.finetune.image.Preprocessing;
import io.finetune.image.RgbImage;
import io.finetune.report.Pictures;
import io.finetune.summary.NetworkPlan;
import java.awt.image.BufferedImage;
import java.util.List;

/** A classifier's samples: the image as it is, its class below. */
record ClassifierStage(Choices choices, Preprocessing preprocessing, List<String> classes)
    implements Rehearsal.Stage<Integer> {

  @Override
  public NetworkPlan plan() {
    return new NetworkPlan.OfClassifier(
        Backbones.get(choices.get(Settings.MODEL_NAME)).spec(), classes.size());
  }

  @Override
  public List<Float> mean() {
    return preprocessing.mean();
  }

  @Override
  public List<Float> std() {
    return preprocessing.std();
  }

  @Override
  public BufferedImage draw(RgbImage image, Integer target, long seed, int side) {
    return Pictures.fit(image, side, side);
  }

  @Override
  public String caption(Integer target) {
    return classes.get(target);
  }
}
