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
}
