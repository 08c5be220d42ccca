package io.finetune.shape;

import io.finetune.shape.Outline.Circle;
import io.finetune.shape.Outline.Polygon;
import java.util.List;
import java.util.Locale;

/** The kinds of shapes, in the order of their labels. */
public enum ShapeKind {
  /** The same whichever way it is turned. */
  CIRCLE {
    @Override
    Outline outline(Placement at) {
      return new Circle(at.x, at.y, at.side / Math.sqrt(Math.PI));
    }
  },

  /** From a square to more than twice as long as wide. */
  RECTANGLE {
    @Override
    Outline outline(Placement at) {
      double stretch = Math.sqrt(1 + 1.2 * at.form);
      double a = at.side * stretch / 2;
      double b = at.side / stretch / 2;
      return at.polygon(-a, -b, a, -b, a, b, -a, b);
    }
  },

  /** With two equal sides, flat to pointed; its centre of mass is its place. */
  TRIANGLE {
    @Override
    Outline outline(Placement at) {
      double ratio = 0.7 + 0.6 * at.form;
      double base = at.side * Math.sqrt(2 / ratio);
      double height = ratio * base;
      return at.polygon(0, -2 * height / 3, base / 2, height / 3, -base / 2, height / 3);
    }
  },

  /** With five points, pointed to plump. */
  STAR {
    @Override
    Outline outline(Placement at) {
      double ratio = 0.38 + 0.14 * at.form;
      double outer = at.side / Math.sqrt(POINTS * ratio * StrictMath.sin(Math.PI / POINTS));
      double[] corners = new double[4 * POINTS];
      for (int i = 0; i < 2 * POINTS; i++) {
        double radius = i % 2 == 0 ? outer : ratio * outer;
        corners[2 * i] = radius * StrictMath.sin(Math.PI * i / POINTS);
        corners[2 * i + 1] = -radius * StrictMath.cos(Math.PI * i / POINTS);
      }
      return at.polygon(corners);
    }
  };

  /** All kinds, in the order of their labels. */
  static final List<ShapeKind> ALL = List.of(values());

  private static final int POINTS = 5;

  /**
   * Where and how large a shape is.
   *
   * @param x its centre
   * @param y its centre
   * @param side the side of the square of the same area
   * @param angle by which it is turned, in radians
   * @param form its proportions, from 0 to 1
   */
  public record Placement(double x, double y, double side, double angle, double form) {

    /** Turns and moves corners, given around the origin as {@code x1 y1 x2 y2 ...}. */
    private Polygon polygon(double... corners) {
      double sin = StrictMath.sin(angle);
      double cos = StrictMath.cos(angle);
      double[] xs = new double[corners.length / 2];
      double[] ys = new double[corners.length / 2];
      for (int i = 0; i < xs.length; i++) {
        xs[i] = x + cos * corners[2 * i] - sin * corners[2 * i + 1];
        ys[i] = y + sin * corners[2 * i] + cos * corners[2 * i + 1];
      }
      return new Polygon(xs, ys);
    }

    /** Returns this placement with another size. */
    Placement scaled(double factor) {
      return new Placement(x, y, factor * side, angle, form);
    }
  }

  /** Draws the border of a shape of this kind. */
  abstract Outline outline(Placement at);

  /** Returns the place of this kind among all. */
  public int label() {
    return ALL.indexOf(this);
  }

  /** Returns the names in lower case, in the order of their labels. */
  public static List<String> names() {
    return ALL.stream().map(kind -> kind.name().toLowerCase(Locale.ROOT)).toList();
  }
}
