package io.finetune.box;

import java.util.List;

/**
 * Rows and columns of an image or of a feature map, and the rules by which a detector's input gets
 * its size.
 *
 * @param height rows, at least 1
 * @param width columns, at least 1
 */
public record ImageSize(int height, int width) {

  /** Requires at least one pixel. */
  public ImageSize {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "an image needs at least one pixel, not " + height + "x" + width);
    }
  }

  /**
   * Returns the size of this image scaled so that its short side has a given length, or less where
   * its long side would get too long. Both sides are {@code floor(side * scale)} with a scale in
   * double precision, as torchvision computes it in ordinary execution: a short side may come out
   * one pixel below the wanted length. A side never vanishes.
   *
   * @param shortSide the wanted length of the short side, in pixels
   * @param longSide the greatest length of the long side, in pixels
   */
  public ImageSize resized(int shortSide, int longSide) {
    if (shortSide < 1 || longSide < shortSide) {
      throw new IllegalArgumentException(
          "sides " + shortSide + " and " + longSide + " must be positive and in ascending order");
    }
    double scale =
        Math.min(
            (double) shortSide / Math.min(height, width),
            (double) longSide / Math.max(height, width));
    return new ImageSize(
        Math.max(1, (int) Math.floor(height * scale)),
        Math.max(1, (int) Math.floor(width * scale)));
  }

  /**
   * Returns the size of a batch that holds all images: the greatest height and width, each rounded
   * up to a multiple.
   *
   * @param images sizes of the images, at least one
   * @param divisor what both sides must be a multiple of
   */
  public static ImageSize padded(List<ImageSize> images, int divisor) {
    if (images.isEmpty() || divisor < 1) {
      throw new IllegalArgumentException(
          "a batch needs images and a positive divisor, not "
              + images.size()
              + " images and "
              + divisor);
    }
    int rows = images.stream().mapToInt(ImageSize::height).max().orElseThrow();
    int columns = images.stream().mapToInt(ImageSize::width).max().orElseThrow();
    return new ImageSize(roundUp(rows, divisor), roundUp(columns, divisor));
  }

  private static int roundUp(int side, int divisor) {
    return Math.multiplyExact(Math.floorDiv(side + divisor - 1, divisor), divisor);
  }

  /**
   * Maps boxes on this image onto the same image of another size.
   *
   * @param boxes {@code (N, 4)} in pixels of this size
   * @param to the other size
   * @return {@code (N, 4)} in pixels of the other size
   */
  public float[] rescale(float[] boxes, ImageSize to) {
    float vertical = (float) to.height / height;
    float horizontal = (float) to.width / width;
    float[] scaled = new float[4 * Boxes.count(boxes)];
    for (int i = 0; i < scaled.length; i += 2) {
      scaled[i] = boxes[i] * horizontal;
      scaled[i + 1] = boxes[i + 1] * vertical;
    }
    return scaled;
  }

  @Override
  public String toString() {
    return height + "x" + width;
  }
}
