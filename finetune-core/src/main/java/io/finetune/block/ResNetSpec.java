package io.finetune.block;

import java.util.List;

/**
 * The numbers that tell one ResNet from another.
 *
 * @param stem how pixels enter
 * @param bottleneck whether blocks are 1x1-3x3-1x1 instead of two 3x3
 * @param blocks blocks in each stage
 * @param width channels of the first stage, doubled in each following
 * @param groups groups of a bottleneck's 3x3 convolution (ResNeXt's cardinality)
 * @param groupWidth channels of a group in the first stage; 64 with one group is the plain ResNet
 */
public record ResNetSpec(
    Stem stem, boolean bottleneck, List<Integer> blocks, int width, int groups, int groupWidth) {

  /** How pixels enter the network. */
  public enum Stem {
    /** A 7x7 convolution of stride 2 and a 3x3 max pooling of stride 2. */
    IMAGENET,
    /** A 3x3 convolution of stride 1, for images of about 32 pixels. */
    CIFAR
  }

  /** Copies the list. */
  public ResNetSpec {
    blocks = List.copyOf(blocks);
  }

  static ResNetSpec basic(Stem stem, int width, Integer... blocks) {
    return new ResNetSpec(stem, false, List.of(blocks), width, 1, width);
  }

  static ResNetSpec bottleneck(Stem stem, int groups, int groupWidth, Integer... blocks) {
    return new ResNetSpec(stem, true, List.of(blocks), 64, groups, groupWidth);
  }

  /**
   * Returns the channels that leave a stage.
   *
   * @param stage its index from 0
   * @return how many
   */
  public int channels(int stage) {
    return (width << stage) * (bottleneck ? 4 : 1);
  }

  ResidualBlock block(int stage, int inputs, int stride, ConvStyle style) {
    if (!bottleneck) {
      return ResidualBlock.basic(inputs, channels(stage), stride, style);
    }
    int inner = (width << stage) * groupWidth / 64 * groups;
    return ResidualBlock.bottleneck(inputs, inner, channels(stage), stride, groups, style);
  }
}
