package io.finetune.coco;

import io.finetune.coco.CocoSettings.AreaRange;
import io.finetune.coco.ImageColumns.Truths;
import java.util.Arrays;
import java.util.List;

/**
 * The detections of one category in one image and what each was matched with, at every area range
 * (of A) and IoU threshold (of T). What counts later are two bits: bit {@code a * T + t} of a
 * detection's row of {@code matched} and of {@code ignored}.
 */
final class CategoryMatches {

  private final ImageColumns image;
  private final int category;
  private final int given;
  private final int[] detections;
  private final int[] objects;
  private final List<AreaRange> ranges;
  private final int thresholds;
  private final boolean[][] ignoredObjects;
  private final int[] partners;
  private final int words;
  private final long[] matched;
  private final long[] ignored;

  /**
   * Starts with nothing matched.
   *
   * @param image the image
   * @param category the label, or 0 where categories are not used
   * @param given how many detections there are without the limit
   * @param detections places of the detections in the image, highest score first
   * @param objects places of the objects in the image
   * @param settings the area ranges and thresholds
   */
  CategoryMatches(
      ImageColumns image,
      int category,
      int given,
      int[] detections,
      int[] objects,
      CocoSettings settings) {
    this.image = image;
    this.category = category;
    this.given = given;
    this.detections = detections;
    this.objects = objects;
    ranges = settings.areaRanges();
    thresholds = settings.iouThresholds().size();
    ignoredObjects = ignoredObjects(image.truths(), objects, ranges);
    partners = new int[objects.length == 0 ? 0 : bits() * detections.length];
    Arrays.fill(partners, -1);
    words = MatchColumns.words(bits());
    matched = new long[words * detections.length];
    ignored = new long[words * detections.length];
  }

  private static boolean[][] ignoredObjects(Truths truths, int[] objects, List<AreaRange> ranges) {
    boolean[][] ignored = new boolean[ranges.size()][objects.length];
    for (int a = 0; a < ignored.length; a++) {
      for (int i = 0; i < objects.length; i++) {
        int place = objects[i];
        ignored[a][i] = truths.crowds[place] || ranges.get(a).excludes(truths.areas[place]);
      }
    }
    return ignored;
  }

  private int bits() {
    return ranges.size() * thresholds;
  }

  /** Notes that a detection was matched with an object (places in this category). */
  void pair(int area, int threshold, int detection, int object) {
    int bit = area * thresholds + threshold;
    partners[bit * detections.length + detection] = object;
    // pycocotools keeps the object's id as the match, and 0 for none: id 0 is never a match.
    if (image.truths().ids[objects[object]] != 0) {
      set(matched, detection, bit);
    }
    if (ignoredObjects[area][object]) {
      set(ignored, detection, bit);
    }
  }

  /** Ignores every detection that was not matched and whose own size is outside a range. */
  void ignoreOutside() {
    for (int d = 0; d < detections.length; d++) {
      double size = image.found().areas[detections[d]];
      for (int a = 0; a < ranges.size(); a++) {
        if (ranges.get(a).excludes(size)) {
          for (int bit = a * thresholds; bit < (a + 1) * thresholds; bit++) {
            if (!isSet(matched, d, bit)) {
              set(ignored, d, bit);
            }
          }
        }
      }
    }
  }

  private void set(long[] rows, int detection, int bit) {
    rows[detection * words + (bit >> 6)] |= 1L << bit;
  }

  private boolean isSet(long[] rows, int detection, int bit) {
    return (rows[detection * words + (bit >> 6)] >>> bit & 1) != 0;
  }

  ImageColumns image() {
    return image;
  }

  int category() {
    return category;
  }

  int given() {
    return given;
  }

  /** Places of the detections in the image, highest score first. */
  int[] detections() {
    return detections;
  }

  /** Places of the objects in the image. */
  int[] objects() {
    return objects;
  }

  /** Which of the objects do not count in an area range: crowds and those of other sizes. */
  boolean[] ignoredObjects(int area) {
    return ignoredObjects[area];
  }

  /** The object a detection was matched with (places in this category), or -1. */
  int partner(int area, int threshold, int detection) {
    int bit = area * thresholds + threshold;
    return partners.length == 0 ? -1 : partners[bit * detections.length + detection];
  }

  /** Whether a detection counts neither as right nor as wrong. */
  boolean isIgnored(int area, int threshold, int detection) {
    return isSet(ignored, detection, area * thresholds + threshold);
  }

  /** Rows of bits, a row for each detection. */
  long[] matched() {
    return matched;
  }

  /** Rows of bits, a row for each detection. */
  long[] ignored() {
    return ignored;
  }
}
