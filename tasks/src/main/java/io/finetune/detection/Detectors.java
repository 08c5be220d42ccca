package io.finetune.detection;

import io.finetune.Names;
import io.finetune.block.Backbones;
import io.finetune.block.ConvStyle;
import java.util.List;

/** The detectors that can be built, one a line. */
public final class Detectors {

  private static final List<Detector> ALL =
      List.of(
          new Detector("fasterrcnn_resnet18_fpn", "resnet18", false),
          new Detector("fasterrcnn_resnet34_fpn", "resnet34", false),
          new Detector("fasterrcnn_resnet50_fpn", "resnet50", false),
          new Detector("fasterrcnn_resnet101_fpn", "resnet101", false),
          new Detector("fasterrcnn_resnext101_32x4d_fpn", "resnext101_32x4d", false),
          new Detector("fasterrcnn_resnext101_64x4d_fpn", "resnext101_64x4d", false),
          new Detector("maskrcnn_resnet18_fpn", "resnet18", true),
          new Detector("maskrcnn_resnet34_fpn", "resnet34", true),
          new Detector("maskrcnn_resnet50_fpn", "resnet50", true),
          new Detector("maskrcnn_resnet101_fpn", "resnet101", true),
          new Detector("maskrcnn_resnext101_32x4d_fpn", "resnext101_32x4d", true),
          new Detector("maskrcnn_resnext101_64x4d_fpn", "resnext101_64x4d", true));

  private Detectors() {}

  /**
   * A detector by name.
   *
   * @param name its name, torchvision's where torchvision has it
   * @param backbone the name of its backbone among {@link Backbones}
   * @param masks whether it draws masks (Mask R-CNN) or boxes alone (Faster R-CNN)
   */
  public record Detector(String name, String backbone, boolean masks) {

    /**
     * Returns the numbers of the network.
     *
     * @param style norm and weight standardization of its backbone
     * @param boxHead the layers between pooled regions and the box predictor
     * @param classes the dataset's classes, without background
     * @return the numbers
     */
    public DetectorSpec spec(ConvStyle style, DetectorSpec.BoxHead boxHead, int classes) {
      return DetectorSpec.of(Backbones.get(backbone).spec(), style, boxHead, classes);
    }
  }

  /**
   * Lists the detectors.
   *
   * @return all, in the order of the table
   */
  public static List<Detector> all() {
    return ALL;
  }

  /**
   * Finds a detector.
   *
   * @param name its name
   * @return the line of the table
   * @throws io.finetune.FinetuneException if there is none; the message lists the valid names
   */
  public static Detector get(String name) {
    return Names.find("model", name, ALL, Detector::name);
  }
}
