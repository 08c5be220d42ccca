package io.finetune.optim;

/**
 * Which tensors Gradient Centralization acts on (Yong et al., ECCV 2020, arXiv 2004.01461): from
 * such a tensor its mean over every axis but the first is subtracted. Chosen by rank alone.
 */
public enum Centralization {
  /** None: the plain optimizer. */
  NONE(Integer.MAX_VALUE),
  /** Every weight of at least two dimensions; the paper's {@code _GC}. */
  ALL(2),
  /** Weights of at least four dimensions, that is 2-d convolutions; the paper's {@code _GCC}. */
  CONV_ONLY(4);

  private final int minimumRank;

  Centralization(int minimumRank) {
    this.minimumRank = minimumRank;
  }

  /**
   * Returns the smallest number of dimensions of a centralized tensor.
   *
   * @return 2, 4, or more than any tensor has
   */
  public int minimumRank() {
    return minimumRank;
  }
}
