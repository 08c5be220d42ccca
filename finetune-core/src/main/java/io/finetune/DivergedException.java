package io.finetune;

/** Says what is wrong with a loss or gradient that is no longer finite, where, and what to do. */
public class DivergedException extends FinetuneException {

  private static final long serialVersionUID = 1L;

  /**
   * Constructs the exception.
   *
   * @param message what is wrong, where, what was expected, what to do
   */
  public DivergedException(String message) {
    super(message);
  }

  /**
   * Constructs the exception with its cause.
   *
   * @param message what is wrong, where, what was expected, what to do
   * @param cause the failure underneath
   */
  public DivergedException(String message, Throwable cause) {
    super(message, cause);
  }
}
