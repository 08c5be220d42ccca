package io.finetune.shape;

import java.util.Arrays;

/**
 * The border of a filled shape, in pixels: pixel (x, y) covers {@code [x, x + 1)} times {@code [y,
 * y + 1)}. Only arithmetic that IEEE 754 fixes to the last bit is used, so that a pixel is inside
 * on every machine or on none.
 */
sealed interface Outline {

  /** The most often a row enters and leaves any outline. */
  int MAX_CROSSINGS = 16;

  /**
   * Finds where a horizontal line enters and leaves the shape.
   *
   * @param y the line
   * @param into receives the places in ascending order, an even number of them: the line is inside
   *     from the first to the second, from the third to the fourth, and so on
   * @return how many there are, at most {@link #MAX_CROSSINGS}
   */
  int crossings(double y, double[] into);

  /** Returns the area inside, also of what lies outside the image. */
  double area();

  /** Returns the smallest x. */
  double left();

  /** Returns the largest x. */
  double right();

  /** Returns the smallest y. */
  double top();

  /** Returns the largest y. */
  double bottom();

  /**
   * Returns the first pixel of a row or column of which a point is at or after a coordinate.
   *
   * @param coordinate the place
   * @param point the point of each pixel, from 0 to 1: its centre is at 0.5
   * @param size pixels of the row or column
   * @return from 0 to {@code size}
   */
  static int firstPixel(double coordinate, double point, int size) {
    double pixel = Math.ceil(coordinate - point);
    return pixel < 0 ? 0 : pixel > size ? size : (int) pixel;
  }

  /** A circle. */
  record Circle(double x, double y, double radius) implements Outline {

    @Override
    public int crossings(double row, double[] into) {
      double square = radius * radius - (row - y) * (row - y);
      if (square <= 0) {
        return 0;
      }
      double half = Math.sqrt(square);
      into[0] = x - half;
      into[1] = x + half;
      return 2;
    }

    @Override
    public double area() {
      return Math.PI * radius * radius;
    }

    @Override
    public double left() {
      return x - radius;
    }

    @Override
    public double right() {
      return x + radius;
    }

    @Override
    public double top() {
      return y - radius;
    }

    @Override
    public double bottom() {
      return y + radius;
    }
  }

  /** Straight lines between corners that do not cross each other. */
  final class Polygon implements Outline {

    private final double[] xs;
    private final double[] ys;

    /**
     * Joins corners, the last one to the first.
     *
     * @param xs across, at most {@link Outline#MAX_CROSSINGS}
     * @param ys downwards, as many
     */
    Polygon(double[] xs, double[] ys) {
      if (xs.length != ys.length || xs.length > MAX_CROSSINGS) {
        throw new IllegalArgumentException(
            "a polygon has as many x as y, at most "
                + MAX_CROSSINGS
                + ", not "
                + xs.length
                + " and "
                + ys.length);
      }
      this.xs = xs.clone();
      this.ys = ys.clone();
    }

    @Override
    public int crossings(double row, double[] into) {
      int count = 0;
      int before = xs.length - 1;
      for (int i = 0; i < xs.length; before = i++) {
        if (ys[i] <= row != ys[before] <= row) {
          double share = (row - ys[i]) / (ys[before] - ys[i]);
          insert(xs[i] + share * (xs[before] - xs[i]), into, count++);
        }
      }
      return count;
    }

    private static void insert(double value, double[] sorted, int count) {
      int place = count;
      while (place > 0 && sorted[place - 1] > value) {
        sorted[place] = sorted[place - 1];
        place--;
      }
      sorted[place] = value;
    }

    @Override
    public double area() {
      double twice = 0;
      int before = xs.length - 1;
      for (int i = 0; i < xs.length; before = i++) {
        twice += xs[before] * ys[i] - xs[i] * ys[before];
      }
      return Math.abs(twice) / 2;
    }

    @Override
    public double left() {
      return Arrays.stream(xs).min().orElseThrow();
    }

    @Override
    public double right() {
      return Arrays.stream(xs).max().orElseThrow();
    }

    @Override
    public double top() {
      return Arrays.stream(ys).min().orElseThrow();
    }

    @Override
    public double bottom() {
      return Arrays.stream(ys).max().orElseThrow();
    }
  }
}
