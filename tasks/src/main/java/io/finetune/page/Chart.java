package io.finetune.page;

import java.util.List;

/**
 * A plot of lines.
 *
 * @param id names its files: letters, digits and hyphens
 * @param title what it shows
 * @param across name of the x axis
 * @param scale how y is shown
 * @param lines in the order of the legend; those without points are left out
 */
record Chart(String id, String title, String across, Scale scale, List<Line> lines) {

  /** More points than this cannot be told apart. */
  private static final int MOST_POINTS = 500;

  /** How y is shown. */
  enum Scale {
    /** From 0, or below where there are negative values, to the largest value. */
    FROM_ZERO,
    /** As the values are. */
    FITTED,
    /** Fractions as percentages, as the values are. */
    PERCENT,
    /** Fractions as percentages from 0. */
    SHARE,
    /** Fractions as percentages from 0 to 100, both ways. */
    UNIT_SQUARE,
    /** By powers of ten. */
    LOGARITHMIC
  }

  /** Leaves out what is empty and thins what is dense. */
  Chart {
    lines =
        lines.stream()
            .filter(line -> !line.points().isEmpty())
            .map(line -> line.thinned(MOST_POINTS))
            .toList();
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  /** Whether the names of the lines say more than the title. */
  boolean needsLegend() {
    return lines.size() > 1 || !lines.get(0).name().equalsIgnoreCase(title);
  }

  /** The plot in words, for who cannot see it. */
  String describe() {
    StringBuilder text = new StringBuilder(title).append(" over ").append(across);
    for (Line line : lines) {
      text.append("; ")
          .append(line.name())
          .append(": from ")
          .append(show(line.points().get(0).y()))
          .append(" to ")
          .append(show(line.last().orElseThrow().y()));
    }
    return text.toString();
  }

  private String show(double value) {
    return switch (scale) {
      case PERCENT, SHARE, UNIT_SQUARE -> Numbers.roughPercent(value);
      case FROM_ZERO, FITTED, LOGARITHMIC -> Numbers.plain(value);
    };
  }
}
