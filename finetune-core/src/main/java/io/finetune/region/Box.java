package io.finetune.region;

/**
 * An axis-parallel box in pixels, as COCO writes it. The left edge of the first column is 0, the
 * right edge of the last one the image's width.
 *
 * @param x left edge
 * @param y upper edge
 * @param width to the right, not negative in usable boxes
 * @param height downwards, not negative in usable boxes
 */
public record Box(double x, double y, double width, double height) {

  /**
   * Returns the box between two corners.
   *
   * @param x1 left edge
   * @param y1 upper edge
   * @param x2 right edge
   * @param y2 lower edge
   */
  public static Box ofCorners(double x1, double y1, double x2, double y2) {
    return new Box(x1, y1, x2 - x1, y2 - y1);
  }

  /** Returns the right edge. */
  public double x2() {
    return x + width;
  }

  /** Returns the lower edge. */
  public double y2() {
    return y + height;
  }

  /** Returns width times height. */
  public double area() {
    return width * height;
  }

  /**
   * Returns how well this box, as detected, covers one that is there.
   *
   * @param truth the annotated box
   * @param crowd whether it surrounds a crowd, of which a detection covers a part
   * @return the intersection over the union, or for a crowd over this box's own area, within [0,
   *     1]; 0 for boxes that do not overlap
   */
  public double iou(Box truth, boolean crowd) {
    return iou(x, y, width, height, truth.x, truth.y, truth.width, truth.height, crowd);
  }

  /**
   * Returns the same as {@link #iou(Box, boolean)} for boxes kept as plain numbers, for loops over
   * very many of them: first the detected box, then the annotated one.
   */
  public static double iou(
      double x,
      double y,
      double width,
      double height,
      double truthX,
      double truthY,
      double truthWidth,
      double truthHeight,
      boolean crowd) {
    // The order of operations is pycocotools' bbIou: every rounding has to happen as there.
    double w = lesser(width + x, truthWidth + truthX) - greater(x, truthX);
    if (w <= 0) {
      return 0;
    }
    double h = lesser(height + y, truthHeight + truthY) - greater(y, truthY);
    if (h <= 0) {
      return 0;
    }
    double area = width * height;
    double intersection = w * h;
    double whole = crowd ? area : area + truthWidth * truthHeight - intersection;
    return intersection / whole;
  }

  // Math.min and max take care of -0.0 and NaN, which costs and cannot matter here.
  private static double lesser(double a, double b) {
    return a < b ? a : b;
  }

  private static double greater(double a, double b) {
    return a > b ? a : b;
  }
}
