package io.finetune;

/**
 * Says what is wrong with a dataset, image or label file that cannot be used, where, and what to
 * do.
 */
public class DataException extends FinetuneException {

  private static final long serialVersionUID = 1L;

  /**
   * Constructs the exception.
   *
   * @param message what is wrong, where, what was expected, what to do
   */
  public DataException(String message) {
    super(message);
  }

  /**
   * Constructs the exception with its cause.
   *
   * @param message what is wrong, where, what was expected, what to do
   * @param cause the failure underneath
   */
  public DataException(String message, Throwable cause) {
    super(message, cause);
  }
}
