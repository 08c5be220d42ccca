package io.finetune.box;

/** How well every object fits every candidate: a matrix that is never stored. */
interface Quality {

  /** Returns the number of objects, the rows. */
  int objects();

  /** Returns the number of candidates, the columns. */
  int candidates();

  /** Returns how well an object fits a candidate. */
  float of(int object, int candidate);

  /**
   * Returns whether an object may fit any candidate of a block better than not at all.
   *
   * @param object the row
   * @param block the candidates from {@code block * Matcher.BLOCK} on
   */
  boolean reaches(int object, int block);
}
