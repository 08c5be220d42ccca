package io.finetune.coco;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * How detections are scored; {@link #of} gives pycocotools' defaults.
 *
 * @param iouType what overlap is measured on
 * @param useCategories whether a detection can only match an object of its category; otherwise all
 *     categories are one, as in the scoring of proposals
 * @param iouThresholds the overlaps at which a detection counts as a match, ascending in (0, 1]
 * @param recallThresholds the recalls at which precision is read, ascending in [0, 1]
 * @param maxDetections how many detections of an image (and category, where they are used) count,
 *     those of the highest scores; ascending
 * @param areaRanges sizes of objects that are scored apart
 */
public record CocoSettings(
    IouType iouType,
    boolean useCategories,
    List<Double> iouThresholds,
    List<Double> recallThresholds,
    List<Integer> maxDetections,
    List<AreaRange> areaRanges) {

  static final String ALL = "all";
  static final String SMALL = "small";
  static final String MEDIUM = "medium";
  static final String LARGE = "large";

  /** pycocotools' stand-in for "no upper limit". */
  private static final double MOST = 1e5 * 1e5;

  /**
   * Objects of some sizes. The summary looks for the names all, small, medium and large.
   *
   * @param name unlike that of every other range
   * @param from the smallest area in square pixels, included
   * @param to the largest area, included
   */
  public record AreaRange(String name, double from, double to) {

    /** Checks the limits. */
    public AreaRange {
      Objects.requireNonNull(name, "name");
      if (!(from <= to)) {
        throw new IllegalArgumentException(
            "area range '" + name + "' goes from " + from + " to " + to + ": nothing is in it");
      }
    }

    /** Whether an area is outside. */
    boolean excludes(double area) {
      return area < from || area > to;
    }
  }

  /** Copies the lists and checks them. */
  public CocoSettings {
    Objects.requireNonNull(iouType, "iouType");
    iouThresholds = List.copyOf(iouThresholds);
    recallThresholds = List.copyOf(recallThresholds);
    maxDetections = List.copyOf(maxDetections);
    areaRanges = List.copyOf(areaRanges);
    requireAscending("IoU thresholds", iouThresholds, Double.MIN_VALUE, 1);
    requireAscending("recall thresholds", recallThresholds, 0, 1);
    requireAscending("limits of detections", maxDetections, 1, Integer.MAX_VALUE);
    Set<String> names = new HashSet<>();
    for (AreaRange range : areaRanges) {
      if (!names.add(range.name())) {
        throw new IllegalArgumentException("two area ranges are called '" + range.name() + "'");
      }
    }
    if (areaRanges.isEmpty()) {
      throw new IllegalArgumentException("no area range is given; for all sizes: 0 to 1e10");
    }
  }

  /**
   * Returns pycocotools' settings: IoU 0.50, 0.55, ..., 0.95; recall 0, 0.01, ..., 1; 1, 10 and 100
   * detections; areas all, small (to 32 x 32), medium and large (from 96 x 96).
   */
  public static CocoSettings of(IouType iouType) {
    return new CocoSettings(
        iouType,
        true,
        spaced(0.5, 0.95, 10),
        spaced(0, 1, 101),
        List.of(1, 10, 100),
        List.of(
            new AreaRange(ALL, 0, MOST),
            new AreaRange(SMALL, 0, 32 * 32),
            new AreaRange(MEDIUM, 32 * 32, 96 * 96),
            new AreaRange(LARGE, 96 * 96, MOST)));
  }

  /** Returns these settings with categories used or not. */
  public CocoSettings withUseCategories(boolean use) {
    return new CocoSettings(
        iouType, use, iouThresholds, recallThresholds, maxDetections, areaRanges);
  }

  /** Returns these settings with other IoU thresholds. */
  public CocoSettings withIouThresholds(List<Double> thresholds) {
    return new CocoSettings(
        iouType, useCategories, thresholds, recallThresholds, maxDetections, areaRanges);
  }

  /** Returns these settings with other limits of detections. */
  public CocoSettings withMaxDetections(List<Integer> limits) {
    return new CocoSettings(
        iouType, useCategories, iouThresholds, recallThresholds, limits, areaRanges);
  }

  /** Returns these settings with other area ranges. */
  public CocoSettings withAreaRanges(List<AreaRange> ranges) {
    return new CocoSettings(
        iouType, useCategories, iouThresholds, recallThresholds, maxDetections, ranges);
  }

  /** The place of an area range, or -1. */
  int areaRange(String name) {
    for (int i = 0; i < areaRanges.size(); i++) {
      if (areaRanges.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  /** The most detections of an image and category that count at all. */
  int mostDetections() {
    return maxDetections.get(maxDetections.size() - 1);
  }

  /**
   * Rounded as numpy.linspace rounds: the ninth IoU threshold is 0.8999999999999999, and a recall
   * of exactly 0.35 does not reach the threshold 0.35000000000000003.
   */
  private static List<Double> spaced(double first, double last, int count) {
    double step = (last - first) / (count - 1);
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < count - 1; i++) {
      values.add(i * step + first);
    }
    values.add(last);
    return values;
  }

  private static void requireAscending(
      String what, List<? extends Number> values, double least, double most) {
    double before = Double.NEGATIVE_INFINITY;
    for (Number number : values) {
      double value = number.doubleValue();
      if (!(value > before && value >= least && value <= most)) {
        throw new IllegalArgumentException(
            what + " must ascend between " + least + " and " + most + ", but are " + values);
      }
      before = value;
    }
    if (values.isEmpty()) {
      throw new IllegalArgumentException("no " + what + " are given");
    }
  }
}
