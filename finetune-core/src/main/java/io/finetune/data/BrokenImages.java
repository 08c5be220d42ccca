package io.finetune.data;

/** What a loader does with an image that cannot be decoded. */
public enum BrokenImages {
  /** The iteration fails with an error that names the image. */
  FAIL,
  /** The image is left out of its batch, counted and listed in {@link DataLoader#skipped()}. */
  SKIP;

  /**
   * Returns what the setting {@code skip-broken} means.
   *
   * @param skip whether they are left out
   */
  public static BrokenImages of(boolean skip) {
    return skip ? SKIP : FAIL;
  }
}
