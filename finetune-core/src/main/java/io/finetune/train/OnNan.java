package io.finetune.train;

/** What a training does about a step whose loss or gradient is not finite. */
public enum OnNan {
  /** It ends before the step is made. */
  STOP,
  /** It leaves the step out, as if its batches had not come, and counts them. */
  SKIP
}
