package io.finetune.coco;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes a summary the way pycocotools' {@code summarize} prints it. */
final class SummaryTable {

  private SummaryTable() {}

  static String of(CocoScores scores) {
    CocoSettings settings = scores.settings();
    return Stream.of(Metric.values())
        .filter(metric -> settings.areaRange(metric.area()) >= 0)
        .filter(metric -> metric.limitIn(settings.maxDetections()) >= 0)
        .map(metric -> line(metric, settings, scores.metric(metric)))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String line(Metric metric, CocoSettings settings, OptionalDouble value) {
    List<Double> thresholds = settings.iouThresholds();
    String iou =
        metric.iouThreshold().isPresent()
            ? fixed(metric.iouThreshold().getAsDouble(), 2)
            : fixed(thresholds.get(0), 2) + ":" + fixed(thresholds.get(thresholds.size() - 1), 2);
    return String.format(
        Locale.ROOT,
        " %-18s %s @[ IoU=%-9s | area=%6s | maxDets=%3d ] = %s",
        metric.isPrecision() ? "Average Precision" : "Average Recall",
        metric.isPrecision() ? "(AP)" : "(AR)",
        iou,
        metric.area(),
        settings.maxDetections().get(metric.limitIn(settings.maxDetections())),
        value.isPresent() ? fixed(value.getAsDouble(), 3) : "n/a");
  }

  /** Rounds the binary value, as Python does; Java's %.3f rounds its shortest decimal form. */
  private static String fixed(double value, int digits) {
    return new BigDecimal(value).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
  }
}
