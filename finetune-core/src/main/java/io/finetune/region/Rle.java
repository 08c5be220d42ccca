package io.finetune.region;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A binary mask as COCO's run lengths: the image column by column, a run of background first.
 * Immutable.
 *
 * <p>Agrees with pycocotools' mask API in every result. It is stricter in what is a mask: runs that
 * do not cover the image exactly, and masks of different sizes, are refused here, while that API
 * goes on with them. And empty runs inside a mask, which no encoder writes, mean nothing here,
 * while that API stops comparing and uniting where two masks meet at one.
 */
public final class Rle implements Segmentation {

  private final int height;
  private final int width;

  /** Where each run ends, in pixels from the first; the last one at the image's end. */
  private final int[] ends;

  /** Takes over the array. */
  private Rle(int height, int width, int[] ends) {
    this.height = height;
    this.width = width;
    this.ends = ends;
  }

  /**
   * Returns the mask of these run lengths, which COCO's files call uncompressed counts.
   *
   * @param height rows of the image
   * @param width columns of the image
   * @param runs lengths of background, foreground, background ...; kept as given, empty ones too
   * @return the mask
   * @throws IllegalArgumentException if a length is negative, or they do not add up to {@code
   *     height * width}
   */
  public static Rle of(int height, int width, int... runs) {
    int pixels = pixels(height, width);
    int[] ends = new int[runs.length];
    long sum = 0;
    for (int i = 0; i < runs.length; i++) {
      if (runs[i] < 0) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "run %d of %d is %d long", i, runs.length, runs[i]));
      }
      sum += runs[i];
      ends[i] = (int) Math.min(sum, Integer.MAX_VALUE);
    }
    if (sum != pixels) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d runs add up to %d, but an image of %dx%d has %d pixels",
              runs.length,
              sum,
              height,
              width,
              pixels));
    }
    return new Rle(height, width, ends);
  }

  /**
   * Returns the mask of a compressed counts string.
   *
   * @param height rows of the image
   * @param width columns of the image
   * @param counts what COCO's files hold as {@code counts}
   * @return the mask
   * @throws IllegalArgumentException if the string is broken, or its runs do not cover the image
   *     exactly
   */
  public static Rle parse(int height, int width, String counts) {
    // Whatever is not ASCII becomes bytes that are refused where the string went wrong.
    byte[] ascii = counts.getBytes(StandardCharsets.UTF_8);
    return parse(height, width, ascii, 0, ascii.length);
  }

  /**
   * Returns the mask of a compressed counts string inside an array.
   *
   * @param height rows of the image
   * @param width columns of the image
   * @param ascii the string's bytes, among others
   * @param from index of its first byte
   * @param to index after its last byte
   * @return the mask
   * @throws IllegalArgumentException if the string is broken, or its runs do not cover the image
   *     exactly
   * @throws IndexOutOfBoundsException if the range is not inside the array
   */
  public static Rle parse(int height, int width, byte[] ascii, int from, int to) {
    RunReader reader = new RunReader(height, width, ascii, from, to);
    return new Rle(height, width, RleString.read(reader));
  }

  /**
   * Returns the mask of a bitmap.
   *
   * @param height rows of the image
   * @param width columns of the image
   * @param rowMajor {@code (H, W)} uint8 row by row, not 0 where the object is
   * @return the mask, without empty runs but for the first
   * @throws IllegalArgumentException if the bitmap's length is not {@code height * width}
   */
  public static Rle encode(int height, int width, byte[] rowMajor) {
    int pixels = pixels(height, width);
    if (rowMajor.length != pixels) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "a bitmap of %d bytes for %dx%d", rowMajor.length, height, width));
    }
    return pixels == 0
        ? empty(height, width)
        : new Rle(height, width, Bitmaps.ends(height, width, rowMajor));
  }

  /**
   * Returns the mask of a box, drawn as the polygon of its corners.
   *
   * @param height rows of the image
   * @param width columns of the image
   * @param box where the object is; what is outside the image is cut off
   * @return the mask
   * @throws IllegalArgumentException if the box is not finite
   */
  public static Rle ofBox(int height, int width, Box box) {
    double x2 = box.x2();
    double y2 = box.y2();
    double[] corners = {box.x(), box.y(), box.x(), y2, x2, y2, x2, box.y()};
    return new Polygons(List.of(corners)).toRle(height, width);
  }

  /** Returns the mask of one polygon, {@code x1 y1 x2 y2 ...}, all finite. */
  static Rle ofPolygon(int height, int width, double[] xy) {
    return pixels(height, width) == 0
        ? empty(height, width)
        : new Rle(height, width, new PolygonRaster(height, width, xy).draw());
  }

  /** Returns an image without any object. */
  static Rle empty(int height, int width) {
    return new Rle(height, width, new int[] {pixels(height, width)});
  }

  /**
   * Returns the pixels that are in any of the masks.
   *
   * @param masks masks of one size; a single one is returned as it is
   * @return the union; of no masks, a mask of 0x0
   * @throws IllegalArgumentException if the masks have different sizes
   */
  public static Rle union(List<Rle> masks) {
    return combine(masks, false);
  }

  /**
   * Returns the pixels that are in all of the masks.
   *
   * @param masks masks of one size; a single one is returned as it is
   * @return the intersection; of no masks, a mask of 0x0
   * @throws IllegalArgumentException if the masks have different sizes
   */
  public static Rle intersection(List<Rle> masks) {
    return combine(masks, true);
  }

  private static Rle combine(List<Rle> masks, boolean all) {
    if (masks.isEmpty()) {
      return new Rle(0, 0, new int[0]);
    }
    Rle result = masks.get(0);
    for (Rle mask : masks.subList(1, masks.size())) {
      result.requireSize(mask.height, mask.width);
      int pixels = result.height * result.width;
      int[] ends = Runs.combine(result.ends, mask.ends, all, pixels);
      result = new Rle(result.height, result.width, ends);
    }
    return result;
  }

  /** Returns the number of rows of the image. */
  public int height() {
    return height;
  }

  /** Returns the number of columns of the image. */
  public int width() {
    return width;
  }

  /** Returns a copy of the run lengths: background, foreground, background ... */
  public int[] runs() {
    int[] runs = ends.clone();
    for (int i = runs.length - 1; i > 0; i--) {
      runs[i] -= runs[i - 1];
    }
    return runs;
  }

  /** Returns the mask as {@code (H, W)} uint8 row by row, 1 where the object is, 0 elsewhere. */
  public byte[] decode() {
    return Bitmaps.draw(height, width, ends);
  }

  /** Returns COCO's compressed counts string. */
  public String counts() {
    return RleString.write(ends);
  }

  /** Returns the number of pixels of the object. */
  public long area() {
    return Runs.area(ends);
  }

  /**
   * Returns the smallest box around the object, in whole pixels. It has the image's full height as
   * soon as one run goes on from one column into the next, as a run is not split there.
   *
   * @return the box; zeros if there is no object
   */
  public Box box() {
    ExtentBuilder extent = new ExtentBuilder(height);
    for (int i = 1; i < ends.length; i += 2) {
      extent.add(ends[i - 1], ends[i]);
    }
    return extent.build().box();
  }

  /**
   * Returns the number of pixels in this mask and another. Does less than {@link #iou}: with both
   * areas at hand, the union is their sum less this.
   *
   * @throws IllegalArgumentException if the masks have different sizes
   */
  public long sharedArea(Rle other) {
    requireSize(other.height, other.width);
    return Runs.shared(ends, other.ends);
  }

  /**
   * Returns how well this mask, as detected, covers one that is there.
   *
   * @param truth the annotated mask
   * @param crowd whether it covers a crowd, of which a detection covers a part
   * @return the intersection over the union, or for a crowd over this mask's own area, within [0,
   *     1]; 0 if no pixel is in both
   * @throws IllegalArgumentException if the masks have different sizes
   */
  public double iou(Rle truth, boolean crowd) {
    long shared = sharedArea(truth);
    if (shared == 0) {
      return 0;
    }
    long whole = crowd ? area() : area() + truth.area() - shared;
    return (double) shared / whole;
  }

  @Override
  public Rle toRle(int rows, int columns) {
    requireSize(rows, columns);
    return this;
  }

  /** Returns height times width, if they are a size that a mask can have. */
  static int pixels(int height, int width) {
    if (height < 0 || width < 0 || (long) height * width > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a mask has 0 to %d pixels, not %dx%d",
              Integer.MAX_VALUE,
              height,
              width));
    }
    return height * width;
  }

  private void requireSize(int rows, int columns) {
    if (height != rows || width != columns) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "a mask of %dx%d does not fit %dx%d", height, width, rows, columns));
    }
  }

  /** Tells whether the other is of the same size and has the same runs. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Rle rle
        && height == rle.height
        && width == rle.width
        && Arrays.equals(ends, rle.ends);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * height + width) + Arrays.hashCode(ends);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "Rle[%dx%d, %d runs, %d pixels]", height, width, ends.length, area());
  }
}
