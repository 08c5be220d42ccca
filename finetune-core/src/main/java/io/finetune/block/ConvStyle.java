package io.finetune.block;

/**
 * How every convolution of a network is normalised.
 *
 * @param norm the norm after it
 * @param standardized whether its weight is standardized before use (arXiv 1903.10520)
 */
public record ConvStyle(Norm norm, boolean standardized) {

  /** Batch norm, plain weights. */
  public static final ConvStyle BATCH = new ConvStyle(Norm.BATCH, false);

  /** Batch norm by constants, plain weights: the backbones of torchvision's detectors. */
  public static final ConvStyle FROZEN_BATCH = new ConvStyle(Norm.FROZEN_BATCH, false);

  /** A bias and no norm, plain weights: the convolutions of torchvision's FPN and heads. */
  public static final ConvStyle PLAIN = new ConvStyle(Norm.NONE, false);
}
