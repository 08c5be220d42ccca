package io.finetune.optim;

/** What an adaptive optimizer centralizes. */
public enum CentralizationTarget {
  /** The gradient, with coupled weight decay already added, before the moments see it. */
  GRADIENT,
  /**
   * All that is subtracted from the weight, decoupled weight decay included; the paper's {@code 2}
   * variants. The mean of a centralized weight over every axis but the first then never changes.
   */
  UPDATE
}
