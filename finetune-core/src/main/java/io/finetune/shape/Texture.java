package io.finetune.shape;

/**
 * Two colours mixed by a pattern over a square: a slope, waves and smooth noise, one of which
 * usually prevails. Not for several threads.
 */
final class Texture implements Paint {

  private final Rgb from;
  private final Rgb to;
  private final int left;
  private final int top;
  private final Slope slope;
  private final Waves waves;
  private final SmoothNoise coarse;
  private final SmoothNoise fine;
  private final Weights weights;
  private final float[] shares;

  /** A value that changes evenly in one direction, from 0 at one corner or side to 1 opposite. */
  private record Slope(float x, float y, float offset) {

    static Slope draw(int size, StableRandom random) {
      double angle = random.between(0, 2 * Math.PI);
      double x = StrictMath.cos(angle);
      double y = StrictMath.sin(angle);
      double length = size * (Math.abs(x) + Math.abs(y));
      return new Slope(
          (float) (x / length), (float) (y / length), (float) (0.5 - (x + y) / 2 * size / length));
    }
  }

  /** Stripes: the distance along one direction, in periods, and how hard their edges are. */
  private record Waves(float x, float y, float offset, float hardness) {

    static Waves draw(int size, StableRandom random) {
      double angle = random.between(0, 2 * Math.PI);
      double period = Math.max(5, random.between(0.04, 0.25) * size);
      return new Waves(
          (float) (StrictMath.cos(angle) / period),
          (float) (StrictMath.sin(angle) / period),
          // Keeps the phase positive, so that a cast rounds it down.
          (float) (size + random.between(0, 1)),
          (float) random.between(0.7, 4));
    }

    float at(int column, int row) {
      float phase = x * column + y * row + offset;
      float triangle = 1 - Math.abs(2 * (phase - (int) phase) - 1);
      float value = 0.5f + hardness * (triangle - 0.5f);
      return value < 0 ? 0 : value > 1 ? 1 : value;
    }
  }

  /** How much of each part there is; together 1. */
  private record Weights(float slope, float waves, float coarse, float fine) {

    static Weights draw(StableRandom random) {
      float slope = one(random);
      float waves = one(random);
      float coarse = one(random);
      float fine = one(random);
      float sum = slope + waves + coarse + fine;
      return new Weights(slope / sum, waves / sum, coarse / sum, fine / sum);
    }

    /** A third power, so that one is much larger than the others more often than not. */
    private static float one(StableRandom random) {
      double root = random.between(0.1, 1);
      return (float) (root * root * root);
    }
  }

  /**
   * Draws a pattern.
   *
   * @param left the first column that is painted with it
   * @param top the first row
   * @param size how many rows and columns there are at most
   * @param from one colour
   * @param to the other
   */
  Texture(int left, int top, int size, Rgb from, Rgb to, StableRandom random) {
    this.left = left;
    this.top = top;
    this.from = from;
    this.to = to;
    slope = Slope.draw(size, random);
    waves = Waves.draw(size, random);
    coarse = new SmoothNoise(size, Math.max(4, random.between(0.08, 0.35) * size), random);
    fine = new SmoothNoise(size, Math.max(2, random.between(0.01, 0.06) * size), random);
    weights = Weights.draw(random);
    shares = new float[size];
  }

  @Override
  public void paint(int y, int first, int end, Row row) {
    mix(y - top);
    mixed(first, end, from.red(), to.red(), row.red());
    mixed(first, end, from.green(), to.green(), row.green());
    mixed(first, end, from.blue(), to.blue(), row.blue());
  }

  /** Finds how much of the second colour the pixels of a row take. */
  private void mix(int y) {
    float slopeStart = weights.slope * (slope.y * y + slope.offset);
    float slopeStep = weights.slope * slope.x;
    for (int x = 0; x < shares.length; x++) {
      shares[x] = slopeStart + slopeStep * x + weights.waves * waves.at(x, y);
    }
    coarse.addRow(y, weights.coarse, shares);
    fine.addRow(y, weights.fine, shares);
  }

  private void mixed(int first, int end, float from, float to, float[] channel) {
    float span = to - from;
    for (int x = first; x < end; x++) {
      channel[x] = from + shares[x - left] * span;
    }
  }
}
