package io.finetune.shape;

import java.util.Arrays;
import java.util.List;

/** A square image being painted. */
final class Canvas {

  /** A point within a pixel, and its part in the pixel's coverage. */
  private record SamplePoint(double x, double y, float weight) {}

  /** The centre decides whether a shape covers half of a pixel; the quarters make smooth edges. */
  private static final List<SamplePoint> SAMPLES =
      List.of(
          new SamplePoint(0.5, 0.5, 0.5f),
          new SamplePoint(0.25, 0.25, 0.125f),
          new SamplePoint(0.75, 0.25, 0.125f),
          new SamplePoint(0.25, 0.75, 0.125f),
          new SamplePoint(0.75, 0.75, 0.125f));

  /** Twice a row's values, so that a row of noise can begin anywhere in the first half. */
  private static final int NOISE_ROWS = 2;

  private final int size;
  private final float[] red;
  private final float[] green;
  private final float[] blue;
  private final Paint.Row painted;
  private final float[] coverage;
  private final double[] crossings = new double[Outline.MAX_CROSSINGS];

  /** Covers a canvas with a paint. */
  Canvas(int size, Paint ground) {
    this.size = size;
    red = new float[size * size];
    green = new float[size * size];
    blue = new float[size * size];
    painted = new Paint.Row(size);
    coverage = new float[size];
    for (int y = 0; y < size; y++) {
      ground.paint(y, 0, size, painted);
      System.arraycopy(painted.red(), 0, red, size * y, size);
      System.arraycopy(painted.green(), 0, green, size * y, size);
      System.arraycopy(painted.blue(), 0, blue, size * y, size);
    }
  }

  /**
   * Fills a shape. Its edges are smooth: a pixel whose centre is inside takes at least half of the
   * paint, one whose centre is outside of a convex shape less than half.
   *
   * @param outline its border
   * @param paint what to fill it with
   * @param opacity from 0 (not seen) to 1 (hides what is below)
   */
  void fill(Outline outline, Paint paint, float opacity) {
    int left = clamp(Math.floor(outline.left()));
    int right = clamp(Math.ceil(outline.right()));
    int bottom = clamp(Math.ceil(outline.bottom()));
    for (int y = clamp(Math.floor(outline.top())); y < bottom; y++) {
      Arrays.fill(coverage, left, right, 0);
      for (SamplePoint sample : SAMPLES) {
        cover(outline, y, sample, opacity);
      }
      paint.paint(y, left, right, painted);
      blend(painted.red(), red, y, left, right);
      blend(painted.green(), green, y, left, right);
      blend(painted.blue(), blue, y, left, right);
    }
  }

  private int clamp(double pixel) {
    return (int) Math.max(0, Math.min(size, pixel));
  }

  private void cover(Outline outline, int y, SamplePoint sample, float opacity) {
    int count = outline.crossings(y + sample.y, crossings);
    float weight = sample.weight * opacity;
    for (int i = 0; i < count; i += 2) {
      int right = Outline.firstPixel(crossings[i + 1], sample.x, size);
      for (int x = Outline.firstPixel(crossings[i], sample.x, size); x < right; x++) {
        coverage[x] += weight;
      }
    }
  }

  private void blend(float[] paint, float[] channel, int y, int left, int right) {
    int row = size * y;
    for (int x = left; x < right; x++) {
      channel[row + x] += coverage[x] * (paint[x] - channel[row + x]);
    }
  }

  /**
   * Returns the image as a camera would give it, with a little noise of its own in every pixel.
   *
   * @param grain how far a value strays at most
   * @param random draws the noise
   * @return {@code (size, size, 3)} uint8, row by row
   */
  byte[] develop(double grain, StableRandom random) {
    float[] noise = new float[NOISE_ROWS * 3 * size];
    for (int i = 0; i < noise.length; i++) {
      // The sum of two even distributions is more often near 0 than far; 0.5 rounds below.
      noise[i] = 0.5f + (float) (random.between(-grain, grain) + random.between(-grain, grain)) / 2;
    }
    byte[] hwc = new byte[3 * size * size];
    for (int y = 0; y < size; y++) {
      int from = random.below(noise.length / NOISE_ROWS);
      for (int x = 0; x < size; x++) {
        int at = size * y + x;
        hwc[3 * at] = value(red[at] + noise[from + 3 * x]);
        hwc[3 * at + 1] = value(green[at] + noise[from + 3 * x + 1]);
        hwc[3 * at + 2] = value(blue[at] + noise[from + 3 * x + 2]);
      }
    }
    return hwc;
  }

  private static byte value(float intensity) {
    int whole = (int) intensity;
    return (byte) (whole < 0 ? 0 : whole > 255 ? 255 : whole);
  }
}
