package io.finetune.predict;

/**
 * Takes predictions one by one, in the order of the images, and writes them down at once: how many
 * there are makes no difference to its memory. Not safe for use by several threads.
 */
public interface PredictionOutput extends AutoCloseable {

  /**
   * Writes what a network says of an image.
   *
   * @param said the prediction
   * @throws io.finetune.FinetuneException if it cannot be written
   */
  void add(Prediction said);

  /**
   * Completes what was written.
   *
   * @throws io.finetune.FinetuneException if it cannot be written
   */
  void finish();

  /** Lets go of what is open; files that were not finished are dropped. */
  @Override
  void close();
}
