package io.finetune.detection;

import io.finetune.block.ConvStyle;
import io.finetune.block.FourConvFcHead;
import io.finetune.block.Layer;
import io.finetune.block.Norm;
import io.finetune.block.ResNetSpec;
import io.finetune.block.TwoFcHead;

/**
 * What tells one detector from another.
 *
 * @param backbone the numbers of its ResNet
 * @param style norm and weight standardization of the ResNet's convolutions
 * @param headStyle the same of the pyramid's, a convolutional box head's and the mask head's
 *     convolutions; the proposal head always has plain ones
 * @param boxHead the layers between pooled regions and the box predictor
 * @param classes the dataset's classes; the background is not among them
 */
public record DetectorSpec(
    ResNetSpec backbone, ConvStyle style, ConvStyle headStyle, BoxHead boxHead, int classes) {

  /** Channels of the pyramid's maps. */
  public static final int CHANNELS = 256;

  /** Features of a region that the box predictor sees. */
  public static final int FEATURES = 1024;

  /** Cells along the side of a region pooled for the box head. */
  public static final int BOX_SIDE = 7;

  /** The layers between pooled regions and the box predictor. */
  public enum BoxHead {
    /** Two fully connected layers of 1024, torchvision's default. */
    TWO_FC,
    /** Four 3x3 convolutions of 256 channels and a fully connected layer of 1024. */
    FOUR_CONV_FC
  }

  /** Checks the classes and the backbone. */
  public DetectorSpec {
    if (classes < 1) {
      throw new IllegalArgumentException("a detector needs at least one class, got " + classes);
    }
    if (backbone.stem() != ResNetSpec.Stem.IMAGENET || backbone.blocks().size() != 4) {
      throw new IllegalArgumentException(
          "a detector's backbone has the ImageNet stem and four stages, got " + backbone);
    }
  }

  /**
   * A detector as the literature builds it: a group norm of the backbone goes on in pyramid and
   * heads (arXiv 1803.08494), a batch norm does not.
   *
   * @param backbone the numbers of its ResNet
   * @param style norm and weight standardization of the ResNet's convolutions
   * @param boxHead the layers between pooled regions and the box predictor
   * @param classes the dataset's classes
   * @return the detector's numbers
   */
  public static DetectorSpec of(
      ResNetSpec backbone, ConvStyle style, BoxHead boxHead, int classes) {
    ConvStyle heads = style.norm().kind() == Norm.Kind.GROUP ? style : ConvStyle.PLAIN;
    return new DetectorSpec(backbone, style, heads, boxHead, classes);
  }

  Layer newBoxHead() {
    return switch (boxHead) {
      case TWO_FC -> new TwoFcHead(CHANNELS, BOX_SIDE, FEATURES);
      case FOUR_CONV_FC -> new FourConvFcHead(CHANNELS, BOX_SIDE, FEATURES, headStyle);
    };
  }
}
