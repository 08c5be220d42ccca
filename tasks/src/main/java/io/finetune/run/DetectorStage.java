package io.finetune.run;

import io.finetune.box.ImageSize;
import io.finetune.data.Instance;
import io.finetune.data.Instances;
import io.finetune.detection.DetectorSpec;
import io.finetune.detection.Detectors;
import io.finetune.detection.InputSizes;
import io.finetune.image.Preprocessing;
import io.finetune.image.RgbImage;
import io.finetune.region.Box;
import io.finetune.region.Rle;
import io.finetune.region.Segmentation;
import io.finetune.report.Overlay;
import io.finetune.report.Pictures;
import io.finetune.summary.NetworkPlan;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A detector's samples: without their padding, with the objects drawn where the losses see them.
 */
record DetectorStage(Choices choices, InputSizes sizes, List<String> classes, Overlay overlay)
    implements Rehearsal.Stage<Instances> {

  static DetectorStage of(Choices choices, InputSizes sizes, List<String> classes) {
    return new DetectorStage(choices, sizes, classes, new Overlay(classes));
  }

  @Override
  public NetworkPlan plan() {
    Detectors.Detector model = Detectors.get(choices.get(Settings.MODEL_NAME));
    DetectorSpec.BoxHead head =
        DetectorSpec.BoxHead.valueOf(choices.get(Settings.BOX_HEAD).toUpperCase(Locale.ROOT));
    return new NetworkPlan.OfDetector(
        model.spec(Sources.style(choices), head, classes.size()),
        model.masks(),
        choices.get(Settings.ROI_BATCH));
  }

  @Override
  public List<Float> mean() {
    return Preprocessing.IMAGENET_MEAN;
  }

  @Override
  public List<Float> std() {
    return Preprocessing.IMAGENET_STD;
  }

  @Override
  public BufferedImage draw(RgbImage image, Instances target, long seed, int side) {
    InputSizes.View view = sizes.train(new ImageSize(target.height(), target.width()), seed);
    try (RgbImage unpadded = image.crop(0, 0, view.size().height(), view.size().width())) {
      BufferedImage canvas = Pictures.fit(unpadded, side, side);
      overlay.draw(canvas, view.mirrored() ? mirrored(target) : target);
      return canvas;
    }
  }

  @Override
  public String caption(Instances target) {
    return "";
  }

  private static Instances mirrored(Instances image) {
    List<Instance> objects = image.objects().stream().map(each -> mirrored(each, image)).toList();
    return new Instances(image.imageId(), image.height(), image.width(), objects);
  }

  private static Instance mirrored(Instance object, Instances image) {
    Box box = object.box();
    Box other = new Box(image.width() - box.x2(), box.y(), box.width(), box.height());
    Optional<Segmentation> mask =
        object.segmentation().map(shape -> mirrored(shape.toRle(image.height(), image.width())));
    return new Instance(object.id(), object.label(), other, object.area(), object.crowd(), mask);
  }

  private static Rle mirrored(Rle mask) {
    byte[] pixels = mask.decode();
    int width = mask.width();
    byte[] other = new byte[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      int x = i % width;
      other[i - x + width - 1 - x] = pixels[i];
    }
    return Rle.encode(mask.height(), width, other);
  }
}
