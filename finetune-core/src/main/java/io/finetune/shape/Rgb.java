package io.finetune.shape;

import java.util.Arrays;

/**
 * A colour.
 *
 * @param red from 0 to 255, as are the others
 * @param green its green
 * @param blue its blue
 */
record Rgb(float red, float green, float blue) implements Paint {

  /** Draws any colour, vivid or nearly gray. */
  static Rgb draw(StableRandom random) {
    Rgb vivid = new Rgb(channel(random), channel(random), channel(random));
    float gray = (vivid.red + vivid.green + vivid.blue) / 3;
    return vivid.towards(new Rgb(gray, gray, gray), (float) random.between(0, 0.7));
  }

  private static float channel(StableRandom random) {
    return (float) random.between(5, 250);
  }

  /** Draws a colour close to this one, at most {@code reach} away in each channel. */
  Rgb near(double reach, StableRandom random) {
    return new Rgb(
        limit(red + random.between(-reach, reach)),
        limit(green + random.between(-reach, reach)),
        limit(blue + random.between(-reach, reach)));
  }

  private static float limit(double channel) {
    return (float) Math.max(0, Math.min(255, channel));
  }

  /** Returns the colour a share of the way to another. */
  Rgb towards(Rgb other, float share) {
    return new Rgb(
        red + share * (other.red - red),
        green + share * (other.green - green),
        blue + share * (other.blue - blue));
  }

  /** Returns the distance of two colours. */
  double distance(Rgb other) {
    return Math.sqrt(dot(this, other, this, other));
  }

  /** Returns the distance of this colour from the nearest mixture of two others. */
  double distanceFromMixtures(Rgb from, Rgb to) {
    double length = dot(from, to, from, to);
    double share = length == 0 ? 0 : dot(from, to, from, this) / length;
    return distance(from.towards(to, (float) Math.max(0, Math.min(1, share))));
  }

  @Override
  public void paint(int y, int left, int right, Row row) {
    Arrays.fill(row.red(), left, right, red);
    Arrays.fill(row.green(), left, right, green);
    Arrays.fill(row.blue(), left, right, blue);
  }

  /** The scalar product of the ways from a to b and from c to d. */
  private static double dot(Rgb a, Rgb b, Rgb c, Rgb d) {
    return (double) (b.red - a.red) * (d.red - c.red)
        + (double) (b.green - a.green) * (d.green - c.green)
        + (double) (b.blue - a.blue) * (d.blue - c.blue);
  }
}
