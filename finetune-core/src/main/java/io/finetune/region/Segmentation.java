package io.finetune.region;

/** Which pixels of an image an object covers, as annotated. */
public sealed interface Segmentation permits Polygons, Rle {

  /**
   * Draws the object on an image.
   *
   * @param height rows of the image
   * @param width columns of the image
   * @return its pixels; for run lengths the object itself
   * @throws IllegalArgumentException if run lengths were made for another size, or the image has
   *     more than 2^31 - 1 pixels
   */
  Rle toRle(int height, int width);
}
