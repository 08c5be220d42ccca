package io.finetune;

/** Says that memory did not suffice, for what, and which settings need less. */
public class MemoryException extends FinetuneException {

  private static final long serialVersionUID = 1L;

  /**
   * Constructs the exception with its cause.
   *
   * @param message what is wrong, where, what to do
   * @param cause the failed allocation
   */
  public MemoryException(String message, Throwable cause) {
    super(message, cause);
  }
}
