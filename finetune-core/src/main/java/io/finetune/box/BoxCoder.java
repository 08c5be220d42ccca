package io.finetune.box;

/**
 * Writes a box as its offset from another one and back (Girshick et al., R-CNN, appendix C): the
 * shift of the centre in units of the other box's size, and the logarithm of the ratio of sizes,
 * each times a weight. Follows torchvision's {@code BoxCoder}.
 *
 * @param x weight of the horizontal shift
 * @param y weight of the vertical shift
 * @param width weight of the change in width
 * @param height weight of the change in height
 */
public record BoxCoder(float x, float y, float width, float height) {

  /** Of the region proposal network. */
  public static final BoxCoder PROPOSAL = new BoxCoder(1, 1, 1, 1);

  /** Of the box head: its smaller offsets are brought to about unit variance. */
  public static final BoxCoder HEAD = new BoxCoder(10, 10, 5, 5);

  /** A size code is cut here, so that no box gets more than 62.5 times as long as its anchor. */
  private static final float LARGEST = (float) Math.log(1000.0 / 16);

  /** Requires positive weights. */
  public BoxCoder {
    if (!(x > 0 && y > 0 && width > 0 && height > 0)) {
      throw new IllegalArgumentException(
          "weights must be positive, not " + x + ", " + y + ", " + width + ", " + height);
    }
  }

  /**
   * Returns the code of each box relative to its reference.
   *
   * @param boxes {@code (N, 4)}: what to reach, with positive sides
   * @param references {@code (N, 4)}: where from, with positive sides
   * @return {@code (N, 4)}: shift in x and y, change of width and height
   */
  public float[] encode(float[] boxes, float[] references) {
    if (Boxes.count(boxes) != Boxes.count(references)) {
      throw new IllegalArgumentException(
          Boxes.count(boxes) + " boxes cannot be paired with " + Boxes.count(references));
    }
    float[] codes = new float[boxes.length];
    for (int i = 0; i < boxes.length; i += 4) {
      float fromWidth = references[i + 2] - references[i];
      float fromHeight = references[i + 3] - references[i + 1];
      float toWidth = boxes[i + 2] - boxes[i];
      float toHeight = boxes[i + 3] - boxes[i + 1];
      float shiftX = boxes[i] + 0.5f * toWidth - (references[i] + 0.5f * fromWidth);
      float shiftY = boxes[i + 1] + 0.5f * toHeight - (references[i + 1] + 0.5f * fromHeight);
      codes[i] = x * shiftX / fromWidth;
      codes[i + 1] = y * shiftY / fromHeight;
      codes[i + 2] = width * (float) Math.log(toWidth / fromWidth);
      codes[i + 3] = height * (float) Math.log(toHeight / fromHeight);
    }
    return codes;
  }

  /**
   * Returns the boxes that codes mean. With several codes for each reference, one for each class,
   * the boxes come in the same order.
   *
   * @param codes {@code (N, K, 4)}
   * @param references {@code (N, 4)}
   * @return {@code (N, K, 4)}, not clipped to an image
   * @throws IllegalArgumentException if the codes are not a multiple of the references
   */
  public float[] decode(float[] codes, float[] references) {
    int count = Boxes.count(references);
    int all = Boxes.count(codes);
    if (count == 0 ? all != 0 : all % count != 0) {
      throw new IllegalArgumentException(
          all + " codes cannot be shared out to " + count + " boxes");
    }
    float[] boxes = new float[codes.length];
    for (int i = 0; i < all; i++) {
      decode(codes, 4 * i, references, 4 * (int) ((long) i * count / all), boxes, 4 * i);
    }
    return boxes;
  }

  /** Decodes one code, reading and writing at the given positions of the arrays. */
  void decode(float[] codes, int code, float[] references, int reference, float[] boxes, int box) {
    float fromWidth = references[reference + 2] - references[reference];
    float fromHeight = references[reference + 3] - references[reference + 1];
    float centreX = codes[code] / x * fromWidth + (references[reference] + 0.5f * fromWidth);
    float centreY =
        codes[code + 1] / y * fromHeight + (references[reference + 1] + 0.5f * fromHeight);
    float halfWidth = 0.5f * (grown(codes[code + 2] / width) * fromWidth);
    float halfHeight = 0.5f * (grown(codes[code + 3] / height) * fromHeight);
    boxes[box] = centreX - halfWidth;
    boxes[box + 1] = centreY - halfHeight;
    boxes[box + 2] = centreX + halfWidth;
    boxes[box + 3] = centreY + halfHeight;
  }

  private static float grown(float code) {
    return (float) Math.exp(Math.min(code, LARGEST));
  }
}
