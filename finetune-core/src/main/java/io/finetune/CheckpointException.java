package io.finetune;

/**
 * Says what is wrong with a checkpoint that cannot be written, read or continued, where, and what
 * to do.
 */
public class CheckpointException extends FinetuneException {

  private static final long serialVersionUID = 1L;

  /**
   * Constructs the exception.
   *
   * @param message what is wrong, where, what was expected, what to do
   */
  public CheckpointException(String message) {
    super(message);
  }

  /**
   * Constructs the exception with its cause.
   *
   * @param message what is wrong, where, what was expected, what to do
   * @param cause the failure underneath
   */
  public CheckpointException(String message, Throwable cause) {
    super(message, cause);
  }
}
