package io.finetune.report;

import io.finetune.coco.CocoScores;
import io.finetune.coco.CocoScores.CategoryScores;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Precision over recall for one category: at an IoU of .50, of .75, and the mean over all. */
final class PrecisionRecallPlot {

  static final int WIDTH = 720;
  static final int HEIGHT = 540;
  static final Color AT_50 = new Color(0x1F77B4);
  static final Color AT_75 = new Color(0xE36209);
  static final Color MEAN = new Color(0x202124);
  private static final Color FAINT = new Color(0x6B7075);

  /** Thresholds are sums of steps, so .75 is not always the double of that name. */
  private static final double CLOSE = 1e-9;

  private PrecisionRecallPlot() {}

  /**
   * Draws the plot.
   *
   * @param category a place in {@link CocoScores#perCategory}
   */
  static BufferedImage draw(CocoScores scores, int category) {
    CategoryScores line = scores.perCategory().get(category);
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title(scores, line))
            .xAxisTitle("recall")
            .yAxisTitle("precision")
            .build();
    style(chart.getStyler());
    // The first is the widest, so that it stays visible where the curves are the same.
    add(chart, scores, category, "IoU 0.50: AP " + score(line.ap50()), 0.5, AT_50, 4f);
    add(chart, scores, category, "IoU 0.75: AP " + score(line.ap75()), 0.75, AT_75, 2f);
    double[] mean = mean(scores, category);
    series(chart, scores, "mean over 0.50:0.95: AP " + score(line.ap()), mean, MEAN, 3f);
    if (line.ap().isEmpty()) {
      AnnotationText reason =
          new AnnotationText("not defined: no object of this category", 0.5, 0.5, false);
      chart.addAnnotation(reason);
    }
    return BitmapEncoder.getBufferedImage(chart);
  }

  private static String title(CocoScores scores, CategoryScores line) {
    String what =
        switch (scores.settings().iouType()) {
          case BBOX -> "boxes";
          case SEGM -> "masks";
        };
    String name = line.name().length() > 40 ? line.name().substring(0, 39) + "\u2026" : line.name();
    return String.format(
        Locale.ROOT,
        "%s, %s: AP %s (%d objects, %d detections)",
        name,
        what,
        score(line.ap()),
        line.objects(),
        line.detections());
  }

  private static void style(XYStyler styler) {
    styler
        .setChartBackgroundColor(Color.WHITE)
        .setPlotBackgroundColor(Color.WHITE)
        .setLegendBackgroundColor(Color.WHITE)
        .setLegendBorderColor(new Color(0xD0D0D0))
        .setChartFontColor(MEAN)
        .setLegendPosition(LegendPosition.OutsideS)
        .setLegendLayout(LegendLayout.Horizontal)
        .setLegendFont(Lettering.font(13, Font.PLAIN))
        .setChartTitleFont(Lettering.font(16, Font.BOLD))
        .setChartTitleBoxVisible(false)
        .setChartTitlePadding(14)
        .setAnnotationTextFont(Lettering.font(15, Font.PLAIN))
        .setAnnotationTextFontColor(FAINT)
        .setAntiAlias(true);
    styler
        .setPlotGridLinesColor(new Color(0xE4E4E4))
        .setAxisTickLabelsFont(Lettering.font(12, Font.PLAIN))
        .setAxisTitleFont(Lettering.font(14, Font.PLAIN))
        .setXAxisMin(0.0)
        .setXAxisMax(1.0)
        .setYAxisMin(0.0)
        .setYAxisMax(1.0)
        .setDecimalPattern("0.0");
    styler.setLocale(Locale.ROOT);
  }

  private static void add(
      XYChart chart,
      CocoScores scores,
      int category,
      String name,
      double iou,
      Color colour,
      float width) {
    List<Double> thresholds = scores.settings().iouThresholds();
    for (int i = 0; i < thresholds.size(); i++) {
      if (Math.abs(thresholds.get(i) - iou) < CLOSE) {
        series(chart, scores, name, scores.precisionRecall(category, i), colour, width);
      }
    }
  }

  /** The mean over the IoU thresholds at each recall; empty if it is not defined. */
  private static double[] mean(CocoScores scores, int category) {
    int thresholds = scores.settings().iouThresholds().size();
    double[] mean = new double[scores.precisionRecall(category, 0).length];
    for (int i = 0; i < thresholds; i++) {
      double[] precision = scores.precisionRecall(category, i);
      for (int r = 0; r < mean.length; r++) {
        mean[r] += precision[r] / thresholds;
      }
    }
    return mean;
  }

  private static void series(
      XYChart chart,
      CocoScores scores,
      String name,
      double[] precision,
      Color colour,
      float width) {
    List<Double> recall = scores.settings().recallThresholds();
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    for (int i = 0; i < precision.length; i++) {
      if (bends(precision, i)) {
        x.add(recall.get(i));
        y.add(precision[i]);
      }
    }
    if (x.isEmpty()) { // not defined: keeps its line in the legend, which says n/a, and shows none
      x.addAll(recall);
      y.addAll(Collections.nCopies(recall.size(), Double.NaN));
    }
    XYSeries series = chart.addSeries(name, x, y);
    series.setMarker(SeriesMarkers.NONE);
    series.setLineColor(colour);
    series.setLineStyle(new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
  }

  /**
   * Whether a point is needed: those within a level stretch are not, and as each piece of a line is
   * drawn by itself, they would show as seams.
   */
  private static boolean bends(double[] line, int i) {
    return i == 0 || i == line.length - 1 || line[i - 1] != line[i] || line[i] != line[i + 1];
  }

  private static String score(OptionalDouble score) {
    return EvaluationText.score(score);
  }
}
