package io.finetune;

/**
 * Says what is wrong with a weight file or source that cannot be read or does not fit the model,
 * where, and what to do.
 */
public class WeightException extends FinetuneException {

  private static final long serialVersionUID = 1L;

  /**
   * Constructs the exception.
   *
   * @param message what is wrong, where, what was expected, what to do
   */
  public WeightException(String message) {
    super(message);
  }

  /**
   * Constructs the exception with its cause.
   *
   * @param message what is wrong, where, what was expected, what to do
   * @param cause the failure underneath
   */
  public WeightException(String message, Throwable cause) {
    super(message, cause);
  }
}
