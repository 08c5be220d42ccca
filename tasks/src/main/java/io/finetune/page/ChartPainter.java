package io.finetune.page;

import io.finetune.page.Chart.Scale;
import io.finetune.page.Line.Point;
import io.finetune.report.Lettering;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Paints charts: numbers and lines only. Title and legend are text of the page, which has every
 * script's letters and can be read aloud.
 */
final class ChartPainter {

  /** Pixels of the page. */
  static final int WIDTH = 360;

  static final int HEIGHT = 216;

  /** Pixels of the picture for one of the page. */
  private static final int FINE = 2;

  /** A line of so few points shows them. */
  private static final int FEW = 12;

  /** Beyond these bounds a number is written with a power of ten. */
  private static final double SMALL = 0.01;

  private static final double LARGE = 1e6;

  private static final int BAND_OPACITY = 48;

  /** Room above the highest value, as a share of the axis. */
  private static final double HEADROOM = 0.06;

  private final Chart chart;
  private final Theme theme;

  private ChartPainter(Chart chart, Theme theme) {
    this.chart = chart;
    this.theme = theme;
  }

  /** Paints a chart that is not empty, at twice its size on the page. */
  static BufferedImage paint(Chart chart, Theme theme) {
    return new ChartPainter(chart, theme).paint();
  }

  private BufferedImage paint() {
    XYChart plot = new XYChart(WIDTH, HEIGHT);
    plot.setXAxisTitle(chart.across());
    style(plot.getStyler());
    range(plot.getStyler());
    for (int i = 0; i < chart.lines().size(); i++) {
      if (chart.lines().get(i).hasSpread()) {
        band(plot, "band " + i, chart.lines().get(i));
      }
    }
    // The first line is painted last, on top of the others.
    for (int i = chart.lines().size() - 1; i >= 0; i--) {
      line(plot, "line " + i, chart.lines().get(i));
    }
    if (chart.lines().get(0).points().size() > FEW) {
      roundTicks(plot);
    }
    BufferedImage picture =
        new BufferedImage(FINE * WIDTH, FINE * HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = Lettering.smooth(picture.createGraphics());
    graphics.scale(FINE, FINE);
    plot.paint(graphics, WIDTH, HEIGHT);
    graphics.dispose();
    return picture;
  }

  private void style(XYStyler styler) {
    styler
        .setChartBackgroundColor(theme.ground())
        .setPlotBackgroundColor(theme.ground())
        .setPlotBorderVisible(false)
        .setLegendVisible(false)
        .setChartTitleVisible(false)
        .setChartPadding(8)
        .setPlotContentSize(0.97)
        .setChartFontColor(theme.faint())
        .setAntiAlias(true);
    styler
        .setAxisTicksLineVisible(false)
        .setAxisTicksMarksVisible(false)
        .setAxisTickPadding(6)
        .setAxisTitlePadding(4)
        .setPlotMargin(0)
        .setPlotGridVerticalLinesVisible(false)
        .setPlotGridLinesColor(theme.grid())
        .setPlotGridLinesStroke(new BasicStroke(1))
        .setAxisTickLabelsColor(theme.faint())
        .setAxisTickLabelsFont(Lettering.font(12, Font.PLAIN))
        .setAxisTitleFont(Lettering.font(12, Font.PLAIN))
        .setXAxisTickMarkSpacingHint(48)
        .setYAxisTickMarkSpacingHint(36)
        .setYAxisTitleVisible(false)
        .setXAxisDecimalPattern(chart.scale() == Scale.UNIT_SQUARE ? "0 %" : "0.##")
        .setYAxisDecimalPattern(pattern());
    styler.setLocale(Locale.ROOT);
  }

  /** How numbers are written; powers of ten only where digits would not do. */
  private String pattern() {
    return switch (chart.scale()) {
      case PERCENT, SHARE, UNIT_SQUARE -> "0.## %";
      case FROM_ZERO, FITTED, LOGARITHMIC -> {
        double most = Math.max(Math.abs(ends(1)), Math.abs(ends(-1)));
        yield most < SMALL || most >= LARGE ? "0.##E0" : "0.####";
      }
    };
  }

  private void range(XYStyler styler) {
    double least = ends(-1);
    double most = ends(1);
    styler.setXAxisMin(Math.floor(across(false))).setXAxisMax(Math.ceil(across(true)));
    switch (chart.scale()) {
      case FROM_ZERO, SHARE -> vertical(styler, Math.min(0, least), most);
      case UNIT_SQUARE -> {
        styler.setYAxisMin(0.0).setYAxisMax(1.0);
        styler.setXAxisMin(0.0).setXAxisMax(1.0);
      }
      case LOGARITHMIC -> styler.setYAxisLogarithmic(true);
      case FITTED, PERCENT -> vertical(styler, least, most);
    }
  }

  /** Sets the axis; one that has no height would show no number. */
  private void vertical(XYStyler styler, double least, double most) {
    double height = most > least ? most - least : Math.max(Math.abs(most), 1e-6);
    double bottom = least - HEADROOM * height;
    styler.setYAxisMin(isNegative() ? bottom : Math.max(0, bottom));
    styler.setYAxisMax(most + HEADROOM * height);
  }

  /** Whether a value is below 0; a band may be, for what never is. */
  private boolean isNegative() {
    return chart.lines().stream()
        .flatMap(line -> line.points().stream())
        .anyMatch(point -> point.y() < 0);
  }

  /** The last x, or the first. */
  private double across(boolean isLast) {
    DoubleStream all =
        chart.lines().stream().flatMap(line -> line.points().stream()).mapToDouble(Point::x);
    return (isLast ? all.max() : all.min()).orElseThrow();
  }

  /** The highest value with its band, or the lowest. */
  private double ends(int sign) {
    return sign
        * chart.lines().stream()
            .flatMap(line -> line.points().stream())
            .mapToDouble(point -> sign * point.y() + point.spread())
            .max()
            .orElseThrow();
  }

  /**
   * Makes the numbers below the x axis round. The library would write one at every so-manieth of
   * equally spaced points; a point of its own between them, which is not seen, keeps it from that.
   */
  private void roundTicks(XYChart plot) {
    double first = across(false);
    double uneven = first + (across(true) - first) / Math.PI;
    double y = chart.lines().get(0).points().get(0).y();
    plot.addSeries("uneven", new double[] {uneven}, new double[] {y}).setMarker(SeriesMarkers.NONE);
  }

  private void line(XYChart plot, String name, Line line) {
    XYSeries series =
        plot.addSeries(
            name,
            line.points().stream().mapToDouble(Point::x).toArray(),
            line.points().stream().mapToDouble(Point::y).toArray());
    series.setLineColor(theme.line(line.colour()));
    series.setLineStyle(new BasicStroke(2, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    series.setMarkerColor(theme.line(line.colour()));
    series.setMarker(line.points().size() <= FEW ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
  }

  /** A polygon there and back. */
  private void band(XYChart plot, String name, Line line) {
    List<Point> back = new ArrayList<>(line.points());
    Collections.reverse(back);
    double[] x = new double[2 * back.size()];
    double[] y = new double[2 * back.size()];
    for (int i = 0; i < back.size(); i++) {
      x[i] = line.points().get(i).x();
      y[i] = line.points().get(i).y() + line.points().get(i).spread();
      x[back.size() + i] = back.get(i).x();
      y[back.size() + i] = back.get(i).y() - back.get(i).spread();
    }
    XYSeries series = plot.addSeries(name, x, y);
    series.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
    Color full = theme.line(line.colour());
    series.setFillColor(new Color(full.getRed(), full.getGreen(), full.getBlue(), BAND_OPACITY));
    series.setLineColor(new Color(0, 0, 0, 0));
    series.setMarker(SeriesMarkers.NONE);
  }
}
