package io.finetune.train;

/**
 * Watches a training and changes nothing. Called on the training thread, so it must be quick; an
 * exception it throws stops the run.
 */
public interface TrainingListener extends AutoCloseable {

  /**
   * Called before every step, when every gradient is there and none was used.
   *
   * @param step the optimizer step that is about to be made, from 1
   */
  default void beforeStep(long step) {}

  /**
   * Called when the gradients of some layers were measured, before their step.
   *
   * @param report what was measured
   */
  default void onGradients(GradientReport report) {}

  /**
   * Called every reporting interval, after the metrics of its steps were read from the device.
   *
   * @param report what the steps since the last report did
   */
  default void onStep(StepReport report) {}

  /**
   * Called at the end of every epoch, after its evaluation.
   *
   * @param report the epoch's losses and metrics
   */
  default void onEpoch(EpochReport report) {}

  /**
   * Called when something went wrong that the training survives, such as a checkpoint that could
   * not be written.
   *
   * @param warning a sentence or two for people: what, where, what to do
   */
  default void onWarning(String warning) {}

  /**
   * Called when a step was skipped, because a loss or gradient was not finite.
   *
   * @param reason what was not finite, in which step, on which records
   */
  default void onSkip(String reason) {}

  /** Called once when the training ends, well or not. */
  @Override
  default void close() {}
}
