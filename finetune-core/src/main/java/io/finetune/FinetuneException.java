package io.finetune;

/**
 * The root of every error this toolkit reports; the message is written for the person who runs it.
 */
public class FinetuneException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Constructs the exception.
   *
   * @param message what is wrong, where, what was expected, what to do
   */
  public FinetuneException(String message) {
    super(message);
  }

  /**
   * Constructs the exception with its cause.
   *
   * @param message what is wrong, where, what was expected, what to do
   * @param cause the failure underneath
   */
  public FinetuneException(String message, Throwable cause) {
    super(message, cause);
  }
}
