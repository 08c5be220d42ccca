package io.finetune.shape;

import io.finetune.shape.Outline.Circle;
import io.finetune.shape.Outline.Polygon;
import io.finetune.shape.ShapeKind.Placement;
import io.finetune.shape.ShapeScene.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Paints scenes. Nothing about a colour tells a class or tells objects from ground in general;
 * within one image an object only keeps a distance from the mixtures of the ground's two colours,
 * so that it can be seen.
 */
final class ShapePainter {

  /** How far an object's colour should be from the ground's and from other objects'. */
  private static final double CONTRAST = 60;

  /** How far the second colour of a pattern may be from its first, in each channel. */
  private static final double GROUND_REACH = 100;

  private static final double FILL_REACH = 60;

  /**
   * How far an object's second colour, and its even mixture with the first, is from the ground's.
   */
  private static final double FILL_CONTRAST = 35;

  /** Colours drawn before the best of them is taken. */
  private static final int TRIES = 16;

  private final int size;
  private final double unit;
  private final StableRandom random;
  private final Rgb ground;
  private final Rgb otherGround;
  private final Canvas canvas;
  private final List<Rgb> used = new ArrayList<>();

  private ShapePainter(int size, StableRandom random) {
    this.size = size;
    this.random = random;
    unit = size / 256.0;
    ground = Rgb.draw(random);
    otherGround = ground.near(GROUND_REACH, random);
    canvas = new Canvas(size, new Texture(0, 0, size, ground, otherGround, random));
  }

  /**
   * Paints an image; a pure function of its arguments.
   *
   * @param size rows and columns
   * @param shapes what it shows, from back to front
   * @param random decides colours and patterns
   * @return {@code (size, size, 3)} uint8 RGB, row by row
   */
  static byte[] paint(int size, List<Shape> shapes, StableRandom random) {
    ShapePainter painter = new ShapePainter(size, random);
    double grain = random.between(3, 14);
    StableRandom noise = new StableRandom(random.next());
    painter.clutter();
    shapes.forEach(shape -> painter.object(shape.kind(), shape.placement()));
    return painter.canvas.develop(grain, noise);
  }

  /** Dots and strokes that are no objects: all are thinner than any object. */
  private void clutter() {
    int dots = random.below(25);
    for (int i = 0; i < dots; i++) {
      dot(random.between(0, size), random.between(0, size), random.between(0.8, 1.8) * line());
    }
    int strokes = random.below(7);
    for (int i = 0; i < strokes; i++) {
      stroke();
    }
  }

  /** Thin things keep a width that can be seen, however small the image. */
  private double line() {
    return Math.max(0.6, unit);
  }

  private void dot(double x, double y, double radius) {
    canvas.fill(new Circle(x, y, radius), Rgb.draw(random), 0.9f);
  }

  /** A line that winds, or turns sharply, across a part of the image. */
  private void stroke() {
    Rgb colour = Rgb.draw(random);
    float opacity = (float) random.between(0.5, 1);
    double half = random.between(0.5, 1.5) * line();
    double turn = random.between(0.1, 2);
    double heading = random.between(0, 2 * Math.PI);
    double x = random.between(0, size);
    double y = random.between(0, size);
    int segments = 2 + random.below(7);
    for (int i = 0; i < segments; i++) {
      double length = random.between(8, 40) * unit;
      double alongX = StrictMath.cos(heading);
      double alongY = StrictMath.sin(heading);
      canvas.fill(segment(x, y, alongX, alongY, length, half), colour, opacity);
      x += length * alongX;
      y += length * alongY;
      heading += random.between(-turn, turn);
    }
  }

  private static Outline segment(
      double x, double y, double alongX, double alongY, double length, double half) {
    double acrossX = -alongY * half;
    double acrossY = alongX * half;
    double endX = x + length * alongX;
    double endY = y + length * alongY;
    return new Polygon(
        new double[] {x + acrossX, endX + acrossX, endX - acrossX, x - acrossX},
        new double[] {y + acrossY, endY + acrossY, endY - acrossY, y - acrossY});
  }

  /** Some objects have a rim. */
  private void object(ShapeKind kind, Placement placement) {
    Rgb fill = contrasting();
    Rgb otherFill = secondOf(fill);
    Outline outline = kind.outline(placement);
    Outline inner = outline;
    if (random.chance(0.35)) {
      canvas.fill(outline, contrasting(), 1);
      inner = kind.outline(placement.scaled(random.between(0.72, 0.9)));
    }
    int left = (int) Math.floor(inner.left());
    int top = (int) Math.floor(inner.top());
    int extent = 2 + (int) Math.max(inner.right() - left, inner.bottom() - top);
    canvas.fill(inner, new Texture(left, top, extent, fill, otherFill, random), 1);
  }

  /** Draws a colour away from the ground and from the objects already painted. */
  private Rgb contrasting() {
    Rgb best = Rgb.draw(random);
    for (int i = 1; i < TRIES && contrast(best) < CONTRAST; i++) {
      Rgb next = Rgb.draw(random);
      best = contrast(next) > contrast(best) ? next : best;
    }
    used.add(best);
    return best;
  }

  /** Draws a colour near an object's first one; that itself if none keeps the distance. */
  private Rgb secondOf(Rgb fill) {
    for (int i = 0; i < TRIES; i++) {
      Rgb second = fill.near(FILL_REACH, random);
      if (groundDistance(second) > FILL_CONTRAST
          && groundDistance(fill.towards(second, 0.5f)) > FILL_CONTRAST) {
        return second;
      }
    }
    return fill;
  }

  private double groundDistance(Rgb colour) {
    return colour.distanceFromMixtures(ground, otherGround);
  }

  private double contrast(Rgb colour) {
    return used.stream().mapToDouble(colour::distance).reduce(groundDistance(colour), Math::min);
  }
}
