package io.finetune.region;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The outline of an object: one or more polygons, united. A polygon inside another is not a hole.
 *
 * <p>What a polygon covers is what pycocotools' {@code rleFrPoly} says, exactly, as long as no
 * coordinate is more than a million pixels away from the image. Coordinates further out are fine,
 * too (from 2e8 on they count as 2e8), and cost neither time nor memory. A polygon smaller than a
 * pixel, and one of fewer than three points, covers little or nothing.
 *
 * @param parts each {@code x1 y1 x2 y2 ...} in pixels, closed by itself; a last number without a
 *     partner is ignored. The arrays are not copied: leave them as they are
 */
public record Polygons(List<double[]> parts) implements Segmentation {

  /**
   * Columns that the edges of one outline may cross in all. Each takes memory and time: at this
   * number a quarter of a gigabyte and a few seconds. A million points would have to cross 60
   * columns each.
   */
  public static final long MAX_CROSSINGS = 1 << 26;

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if a coordinate is infinite or not a number
   */
  public Polygons {
    parts = List.copyOf(parts);
    for (int part = 0; part < parts.size(); part++) {
      requireFinite(part, parts.get(part));
    }
  }

  private static void requireFinite(int part, double[] xy) {
    for (int i = 0; i < xy.length; i++) {
      if (!Double.isFinite(xy[i])) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s of point %d in polygon %d is %s",
                i % 2 == 0 ? "x" : "y",
                i / 2,
                part,
                xy[i]));
      }
    }
  }

  /**
   * Returns how many columns of an image the edges cross in all, which is what drawing costs.
   *
   * @param width columns of the image
   */
  public long crossings(int width) {
    return parts.stream().mapToLong(xy -> PolygonRaster.crossings(width, xy)).sum();
  }

  /**
   * {@inheritDoc}
   *
   * <p>What is outside the image is cut off. Without any part, nothing is covered.
   *
   * @throws IllegalArgumentException if the image has more than 2^31 - 1 pixels, or the edges cross
   *     more than {@link #MAX_CROSSINGS} columns
   */
  @Override
  public Rle toRle(int height, int width) {
    if (parts.isEmpty()) {
      return Rle.empty(height, width);
    }
    requireAffordable(width);
    Rle mask = Rle.ofPolygon(height, width, parts.get(0));
    for (double[] xy : parts.subList(1, parts.size())) {
      mask = Rle.union(List.of(mask, Rle.ofPolygon(height, width, xy)));
    }
    return mask;
  }

  private void requireAffordable(int width) {
    // An edge crosses each column once at most: most outlines need no counting.
    long corners = parts.stream().mapToLong(xy -> xy.length / 2).sum();
    if (corners * width > MAX_CROSSINGS && crossings(width) > MAX_CROSSINGS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the edges between %d points cross %d columns, the limit is %d",
              corners,
              crossings(width),
              MAX_CROSSINGS));
    }
  }

  /** Tells whether the other has the same numbers in the same parts. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Polygons polygons
        && Arrays.deepEquals(parts.toArray(), polygons.parts.toArray());
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(parts.toArray());
  }

  @Override
  public String toString() {
    return "Polygons" + Arrays.deepToString(parts.toArray());
  }
}
