package io.finetune.coco;

import java.util.List;
import java.util.OptionalDouble;

/**
 * The twelve numbers of COCO's summary, in pycocotools' order. AP is the mean of precision over
 * recall thresholds, categories and, where no single one is named, IoU thresholds; AR is the mean
 * of the highest recall.
 *
 * <p>{@link #AR_1}, {@link #AR_10} and {@link #AR_100} are named after the usual limits of
 * detections per image and category; they stand for the first, the second and the last limit of the
 * settings. With two limits there is no {@code AR_10}, with one neither {@code AR_1}. All other
 * numbers are at the last limit ({@link #AP}, too, for which pycocotools' summary insists on 100).
 */
public enum Metric {
  /** Mean over all IoU thresholds. */
  AP(true, OptionalDouble.empty(), CocoSettings.ALL, Limit.LAST),
  /** At IoU 0.5. */
  AP50(true, OptionalDouble.of(0.5), CocoSettings.ALL, Limit.LAST),
  /** At IoU 0.75. */
  AP75(true, OptionalDouble.of(0.75), CocoSettings.ALL, Limit.LAST),
  /** Of small objects. */
  AP_SMALL(true, OptionalDouble.empty(), CocoSettings.SMALL, Limit.LAST),
  /** Of medium objects. */
  AP_MEDIUM(true, OptionalDouble.empty(), CocoSettings.MEDIUM, Limit.LAST),
  /** Of large objects. */
  AP_LARGE(true, OptionalDouble.empty(), CocoSettings.LARGE, Limit.LAST),
  /** With the fewest detections. */
  AR_1(false, OptionalDouble.empty(), CocoSettings.ALL, Limit.FIRST),
  /** With the second number of detections. */
  AR_10(false, OptionalDouble.empty(), CocoSettings.ALL, Limit.SECOND),
  /** With the most detections. */
  AR_100(false, OptionalDouble.empty(), CocoSettings.ALL, Limit.LAST),
  /** Of small objects. */
  AR_SMALL(false, OptionalDouble.empty(), CocoSettings.SMALL, Limit.LAST),
  /** Of medium objects. */
  AR_MEDIUM(false, OptionalDouble.empty(), CocoSettings.MEDIUM, Limit.LAST),
  /** Of large objects. */
  AR_LARGE(false, OptionalDouble.empty(), CocoSettings.LARGE, Limit.LAST);

  private enum Limit {
    FIRST,
    SECOND,
    LAST
  }

  private final boolean precision;
  private final OptionalDouble iouThreshold;
  private final String area;
  private final Limit limit;

  Metric(boolean precision, OptionalDouble iouThreshold, String area, Limit limit) {
    this.precision = precision;
    this.iouThreshold = iouThreshold;
    this.area = area;
    this.limit = limit;
  }

  /** Whether it is a mean of precision; otherwise of recall. */
  boolean isPrecision() {
    return precision;
  }

  /** The only IoU threshold it looks at, or empty for all of them. */
  OptionalDouble iouThreshold() {
    return iouThreshold;
  }

  /** The name of its area range. */
  String area() {
    return area;
  }

  /** The place of its limit among the settings' limits, or -1 if they have none for it. */
  int limitIn(List<Integer> maxDetections) {
    int last = maxDetections.size() - 1;
    return switch (limit) {
      case FIRST -> last > 0 ? 0 : -1;
      case SECOND -> last > 1 ? 1 : -1;
      case LAST -> last;
    };
  }
}
