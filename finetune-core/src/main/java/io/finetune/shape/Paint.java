package io.finetune.shape;

/** What fills an outline: one colour or a pattern. */
interface Paint {

  /**
   * Colours a part of a row.
   *
   * @param y the row
   * @param left the first column
   * @param right the column after the last
   * @param row receives the colours at their columns
   */
  void paint(int y, int left, int right, Row row);

  /**
   * A row of an image, its channels apart.
   *
   * @param red from 0 to 255, as are the others
   * @param green its green
   * @param blue its blue
   */
  @SuppressWarnings("ArrayRecordComponent") // a buffer, never compared
  record Row(float[] red, float[] green, float[] blue) {

    /** Makes a row of black pixels. */
    Row(int width) {
      this(new float[width], new float[width], new float[width]);
    }
  }
}
