package io.finetune.kernel;

/** The dtype in which a network computes; parameters, losses and metrics are float32 in both. */
public enum Precision {
  /** IEEE single precision. */
  FP32,
  /** bfloat16: the exponent of float32 with 8 bits of significand. */
  BF16
}
