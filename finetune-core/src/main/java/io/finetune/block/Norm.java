package io.finetune.block;

/**
 * The kind of normalisation after a convolution.
 *
 * @param kind which statistics it normalises by
 * @param eps what is added to the variance
 * @param groups how many groups of channels share statistics; only for {@link Kind#GROUP}
 */
public record Norm(Kind kind, double eps, int groups) {

  /** Batch norm with eps 1e-5, as ResNets are trained on ImageNet. */
  public static final Norm BATCH = new Norm(Kind.BATCH, 1e-5, 0);

  /**
   * Batch norm whose statistics and affine parameters are constants, as in torchvision's detectors.
   */
  public static final Norm FROZEN_BATCH = new Norm(Kind.FROZEN_BATCH, 1e-5, 0);

  /** Batch norm by constants with eps 0, as in torchvision's detectors trained on COCO. */
  public static final Norm FROZEN_BATCH_COCO = new Norm(Kind.FROZEN_BATCH, 0, 0);

  /** No norm; the convolution has a bias. */
  public static final Norm NONE = new Norm(Kind.NONE, 0, 0);

  /** Group norm over 32 groups (arXiv 1803.08494). */
  public static final Norm GROUP = new Norm(Kind.GROUP, 1e-5, 32);

  /** Which statistics a norm uses. */
  public enum Kind {
    /** Those of the batch in training, running averages of them otherwise. */
    BATCH,
    /** Constants. */
    FROZEN_BATCH,
    /** Those of groups of channels of each image. */
    GROUP,
    /** None at all: a bias stands for the norm. */
    NONE
  }

  /** Checks the values. */
  public Norm {
    if (eps < 0) {
      throw new IllegalArgumentException("eps of a norm is 0 or more, got " + eps);
    }
    if ((kind == Kind.GROUP) != (groups > 0)) {
      throw new IllegalArgumentException(
          "groups belong to GROUP alone, got " + kind + " " + groups);
    }
  }
}
