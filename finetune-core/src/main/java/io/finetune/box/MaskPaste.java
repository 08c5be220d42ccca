package io.finetune.box;

import io.finetune.region.Rle;
import java.util.Arrays;

/**
 * Puts the small square mask of a detection where its box is in the image. Follows torchvision's
 * {@code paste_masks_in_image}: a border of zeros is put around the mask, the box grows with it and
 * is cut to whole pixels towards zero, the mask is resized to the box bilinearly, and what is
 * outside the image is cut off. One mask at a time, straight to run lengths: no image of numbers.
 *
 * @param size rows and columns of a mask, such as 28
 * @param threshold the probability that a pixel of the object exceeds
 */
public record MaskPaste(int size, double threshold) {

  /** Requires at least one cell and a threshold that a probability can have. */
  public MaskPaste {
    if (size < 1 || !(threshold >= 0 && threshold <= 1)) {
      throw new IllegalArgumentException(
          "cannot paste masks of " + size + " cells a side where they exceed " + threshold);
    }
  }

  /** Pastes masks of a size where they exceed one half. */
  public MaskPaste(int size) {
    this(size, 0.5);
  }

  /**
   * Pastes one mask.
   *
   * @param masks {@code (N, size, size)}: probabilities
   * @param boxes {@code (N, 4)} in pixels of the image
   * @param index which of them
   * @param image the image's size
   * @return the pixels where the mask exceeds the threshold
   */
  public Rle paste(float[] masks, float[] boxes, int index, ImageSize image) {
    Pasted pasted = pasted(masks, boxes, index, image);
    RunWriter runs = new RunWriter();
    float[] column = new float[image.height()];
    for (int x = pasted.left(); x < pasted.right(); x++) {
      pasted.column(x, column);
      int start = x * image.height();
      int y = pasted.top();
      while (y < pasted.bottom()) {
        int from = y;
        while (y < pasted.bottom() && column[y] > threshold) {
          y++;
        }
        if (y > from) {
          runs.add(start + from, start + y);
        }
        y++;
      }
    }
    return runs.build(image.height(), image.width());
  }

  /**
   * Pastes one mask without a threshold.
   *
   * @return {@code (H, W)} probabilities, zero outside the grown box
   */
  float[] probabilities(float[] masks, float[] boxes, int index, ImageSize image) {
    Pasted pasted = pasted(masks, boxes, index, image);
    float[] pixels = new float[image.height() * image.width()];
    float[] column = new float[image.height()];
    for (int x = pasted.left(); x < pasted.right(); x++) {
      pasted.column(x, column);
      for (int y = pasted.top(); y < pasted.bottom(); y++) {
        pixels[y * image.width() + x] = column[y];
      }
    }
    return pixels;
  }

  private Pasted pasted(float[] masks, float[] boxes, int index, ImageSize image) {
    int cells = size * size;
    if (index < 0 || index >= Boxes.count(boxes) || masks.length != Boxes.count(boxes) * cells) {
      throw new IllegalArgumentException(
          Boxes.count(boxes)
              + " boxes and masks of "
              + masks.length
              + " numbers have no pair number "
              + index
              + " of "
              + size
              + "x"
              + size);
    }
    float[] mask = Arrays.copyOfRange(masks, index * cells, (index + 1) * cells);
    return new Pasted(mask, size, Arrays.copyOfRange(boxes, 4 * index, 4 * index + 4), image);
  }
}
