package io.finetune.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A line of a {@link Chart}.
 *
 * @param name in the legend
 * @param colour index into the colours of a {@link Theme}
 * @param points from left to right
 */
record Line(String name, int colour, List<Point> points) {

  /**
   * A point of a line.
   *
   * @param x across
   * @param y up; finite
   * @param spread half the height of the band around it, 0 for none
   */
  record Point(double x, double y, double spread) {}

  /** Copies the points. */
  Line {
    points = List.copyOf(points);
  }

  /** Makes a line of what is defined of two columns. */
  static Line of(String name, int colour, double[] x, double[] y) {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < x.length; i++) {
      if (Double.isFinite(x[i]) && Double.isFinite(y[i])) {
        points.add(new Point(x[i], y[i], 0));
      }
    }
    return new Line(name, colour, points);
  }

  /**
   * Makes a line of means.
   *
   * @param lines of several runs; points with the same x belong together
   */
  static Line mean(String name, int colour, List<Line> lines) {
    TreeMap<Double, List<Double>> byX = new TreeMap<>();
    for (Line line : lines) {
      line.points().forEach(p -> byX.computeIfAbsent(p.x(), x -> new ArrayList<>()).add(p.y()));
    }
    List<Point> points = new ArrayList<>();
    byX.forEach(
        (x, values) -> {
          Spread spread = Spread.of(values);
          points.add(new Point(x, spread.mean(), spread.deviation().orElse(0)));
        });
    return new Line(name, colour, points);
  }

  boolean hasSpread() {
    return points.stream().anyMatch(point -> point.spread() > 0);
  }

  Optional<Point> last() {
    return points.isEmpty() ? Optional.empty() : Optional.of(points.get(points.size() - 1));
  }

  /** The same line with at most so many points, neighbours being averaged. */
  Line thinned(int most) {
    if (points.size() <= most) {
      return this;
    }
    List<Point> fewer = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      List<Point> some =
          points.subList(
              (int) ((long) i * points.size() / most), (int) ((i + 1L) * points.size() / most));
      fewer.add(
          new Point(
              some.stream().mapToDouble(Point::x).average().orElseThrow(),
              some.stream().mapToDouble(Point::y).average().orElseThrow(),
              some.stream().mapToDouble(Point::spread).average().orElseThrow()));
    }
    return new Line(name, colour, fewer);
  }
}
