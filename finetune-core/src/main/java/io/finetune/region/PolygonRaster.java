package io.finetune.region;

import java.util.Arrays;

/**
 * Draws a polygon exactly as pycocotools' {@code rleFrPoly}.
 *
 * <p>That algorithm rounds the corners to a grid of fifths of a pixel, walks along each edge point
 * by point in the longer direction, and wherever the walk steps from fifth 2 to fifth 3 of a column
 * of pixels, or back, the mask changes colour in that column: at the upper of the two points,
 * rounded to a row. All other points are without effect. So this class computes only those: one for
 * each edge and column that it crosses, whatever the distance in between.
 */
final class PolygonRaster {

  private static final int FIFTHS = 5;

  /** Keeps differences of two coordinates within an int. */
  private static final int FARTHEST = (1 << 30) - 1;

  /** How many crossings are held at a time, about. */
  private static final int MANY = 1 << 20;

  private final int height;
  private final int width;
  private final int corners;
  private final int[] xs;
  private final int[] ys;

  /** For each corner, how many columns change colour left of it. */
  private final int[] columns;

  private int[] ends = new int[1];
  private int count;

  /** Prepares the polygon {@code x1 y1 x2 y2 ...}, all finite. */
  PolygonRaster(int height, int width, double[] xy) {
    this.height = height;
    this.width = width;
    this.corners = xy.length / 2;
    this.xs = new int[corners + 1];
    this.ys = new int[corners + 1];
    this.columns = new int[corners + 1];
    for (int i = 0; i <= corners && corners > 0; i++) {
      int from = i == corners ? 0 : 2 * i; // back to the first one
      xs[i] = fifths(xy[from]);
      ys[i] = fifths(xy[from + 1]);
      columns[i] = pixel(xs[i], width);
    }
  }

  /** Returns how many columns of an image the edges of a polygon cross in all. */
  static long crossings(int width, double[] xy) {
    long crossings = 0;
    int points = xy.length / 2;
    for (int i = 0; i < points; i++) {
      int from = pixel(fifths(xy[2 * i]), width);
      int to = pixel(fifths(xy[2 * ((i + 1) % points)]), width);
      crossings += Math.abs(to - from);
    }
    return crossings;
  }

  private static int fifths(double coordinate) {
    double fifths = FIFTHS * coordinate + 0.5;
    return (int) Math.max(-FARTHEST, Math.min(FARTHEST, fifths));
  }

  /**
   * Returns how many pixels from 0 on have their middle before a coordinate, at most {@code limit}.
   */
  private static int pixel(int fifths, int limit) {
    return fifths < 3 ? 0 : Math.min(limit, (fifths + 2) / FIFTHS);
  }

  /** Returns where the runs of the mask end. */
  int[] draw() {
    int first = width;
    int last = 0;
    for (int column : columns) {
      first = Math.min(first, column);
      last = Math.max(last, column);
    }
    // An edge crosses a column at most once: so many columns have at most so many crossings.
    int stripe = Math.max(1, MANY / Math.max(1, corners));
    int from = first;
    while (from < last) {
      int to = (int) Math.min((long) from + stripe, last);
      drawStripe(from, to);
      from = to;
    }
    int pixels = height * width;
    if (count == 0 || ends[count - 1] != pixels) {
      ends[count++] = pixels;
    }
    return ends.length == count ? ends : Arrays.copyOf(ends, count);
  }

  /** Appends the runs that end in some columns. */
  private void drawStripe(int from, int to) {
    int[] slots = slots(from, to);
    int[] crossings = new int[slots[to - from]];
    for (int i = 0; i < corners; i++) {
      int left = Math.max(from, Math.min(columns[i], columns[i + 1]));
      int right = Math.min(to, Math.max(columns[i], columns[i + 1]));
      if (left < right) {
        cross(i, left, right, crossings, slots, from);
      }
    }
    int start = 0;
    for (int column = 0; column < to - from; column++) {
      sort(crossings, start, slots[column]);
      start = slots[column];
    }
    append(crossings);
  }

  /**
   * Returns for each column where its crossings start among all, and at last how many there are.
   */
  private int[] slots(int from, int to) {
    int[] slots = new int[to - from + 1];
    for (int i = 0; i < corners; i++) {
      int left = Math.max(from, Math.min(columns[i], columns[i + 1]));
      int right = Math.min(to, Math.max(columns[i], columns[i + 1]));
      if (left < right) {
        slots[left - from]++;
        slots[right - from]--;
      }
    }
    int crossing = 0;
    int start = 0;
    for (int column = 0; column <= to - from; column++) {
      crossing += slots[column];
      slots[column] = start;
      start += crossing;
    }
    return slots;
  }

  /** Notes where the edge after a corner crosses the columns from left to before right. */
  private void cross(int corner, int left, int right, int[] crossings, int[] slots, int from) {
    int dx = xs[corner + 1] - xs[corner];
    int dy = ys[corner + 1] - ys[corner];
    boolean flat = Math.abs(dx) >= Math.abs(dy);
    // The walk goes to the right or, along steep edges, downwards.
    int start = (flat ? dx : dy) > 0 ? corner : corner + 1;
    int x = xs[start];
    int y = ys[start];
    double slope = flat ? (double) dy / dx : (double) dx / dy;
    int upper = slope < 0 ? 0 : 1;
    for (int column = left; column < right; column++) {
      int border = FIFTHS * column + 3;
      int fifth =
          flat ? (int) (y + slope * (border - upper - x) + 0.5) : y + stepBefore(border, x, slope);
      crossings[slots[column - from]++] = column * height + pixel(fifth, height);
    }
  }

  /**
   * Returns the last step of a walk on which the rounded x is on the same side of {@code border} as
   * at the start.
   */
  private static int stepBefore(int border, int x, double slope) {
    boolean start = slope < 0;
    int step = (int) ((border - 0.5 - x) / slope);
    while (step >= 0 && (int) (x + slope * step + 0.5) >= border != start) {
      step--;
    }
    while ((int) (x + slope * (step + 1) + 0.5) >= border == start) {
      step++;
    }
    return step;
  }

  private static void sort(int[] crossings, int from, int to) {
    if (to - from != 2) {
      Arrays.sort(crossings, from, to);
    } else if (crossings[from] > crossings[from + 1]) {
      int upper = crossings[from + 1];
      crossings[from + 1] = crossings[from];
      crossings[from] = upper;
    }
  }

  /** Appends ends of runs, ascending; two at the same place cancel out. */
  private void append(int[] crossings) {
    int needed = count + crossings.length + 1;
    if (needed > ends.length) {
      ends = Arrays.copyOf(ends, Math.max(needed, 2 * count));
    }
    for (int crossing : crossings) {
      if (count > 0 && ends[count - 1] == crossing) {
        count--;
      } else {
        ends[count++] = crossing;
      }
    }
  }
}
