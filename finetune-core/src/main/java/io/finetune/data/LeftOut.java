package io.finetune.data;

import io.finetune.region.Box;
import java.util.Locale;

/**
 * Annotated objects that a dataset leaves out because no model can learn from them: a degenerate
 * box makes the loss infinite or undefined.
 *
 * @param withoutArea objects whose box has no width or no height, or is not a number, in the single
 *     precision that models compute in
 * @param outside objects whose box does not touch their image
 */
public record LeftOut(int withoutArea, int outside) {

  /** No object is left out. */
  public static final LeftOut NOTHING = new LeftOut(0, 0);

  private static final LeftOut ONE_WITHOUT_AREA = new LeftOut(1, 0);
  private static final LeftOut ONE_OUTSIDE = new LeftOut(0, 1);

  /** Requires counts that are not negative. */
  public LeftOut {
    if (withoutArea < 0 || outside < 0) {
      throw new IllegalArgumentException(
          "counts cannot be negative: " + withoutArea + ", " + outside);
    }
  }

  /**
   * Judges one box.
   *
   * @param box of an object
   * @param height rows of its image
   * @param width columns of its image
   * @return {@link #NOTHING} if the object can be used, otherwise a count of one
   */
  static LeftOut judge(Box box, int height, int width) {
    // Models compute with corners in single precision: what vanishes or overflows there is no box.
    float left = (float) box.x();
    float top = (float) box.y();
    float right = (float) box.x2();
    float bottom = (float) box.y2();
    boolean isNumber = Float.isFinite(right - left) && Float.isFinite(bottom - top);
    if (!isNumber || right <= left || bottom <= top) {
      return ONE_WITHOUT_AREA;
    }
    boolean touches = box.x() < width && box.y() < height && box.x2() > 0 && box.y2() > 0;
    return touches ? NOTHING : ONE_OUTSIDE;
  }

  /** Returns the sum of both. */
  LeftOut plus(LeftOut other) {
    return other.total() == 0
        ? this
        : new LeftOut(withoutArea + other.withoutArea, outside + other.outside);
  }

  /** Returns how many objects are left out. */
  public int total() {
    return withoutArea + outside;
  }

  /** Returns the counts in words, as in {@code 2 without area, 1 outside of their image}. */
  public String describe() {
    return String.format(
        Locale.ROOT, "%d without area, %d outside of their image", withoutArea, outside);
  }
}
