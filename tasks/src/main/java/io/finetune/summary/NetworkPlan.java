package io.finetune.summary;

import io.finetune.block.ResNetSpec;
import io.finetune.detection.DetectorSpec;

/** What a network is built of, as far as its shapes depend on it. */
public sealed interface NetworkPlan {

  /** Returns the numbers of its ResNet. */
  ResNetSpec backbone();

  /** Returns what the names of the ResNet's parameters begin with. */
  String prefix();

  /**
   * A classifier.
   *
   * @param backbone the numbers of its ResNet
   * @param classes how many logits it has
   */
  record OfClassifier(ResNetSpec backbone, int classes) implements NetworkPlan {
    @Override
    public String prefix() {
      return "";
    }
  }

  /**
   * A detector with a feature pyramid.
   *
   * @param spec its numbers
   * @param masks whether it draws masks
   * @param regions regions of an image that the box loss looks at
   */
  record OfDetector(DetectorSpec spec, boolean masks, int regions) implements NetworkPlan {

    /** At most a quarter of the regions are objects, and only those have masks. */
    private static final int MASKED = 4;

    @Override
    public ResNetSpec backbone() {
      return spec.backbone();
    }

    @Override
    public String prefix() {
      return "backbone.body.";
    }

    /** Returns how many regions of an image have a mask, at most; 0 without masks. */
    int maskedRegions() {
      return masks ? regions / MASKED : 0;
    }
  }
}
