package io.finetune.coco;

import io.finetune.region.Box;
import io.finetune.region.Extent;
import java.util.BitSet;
import java.util.function.Function;

/**
 * Detections as columns, in their order, completed as pycocotools' {@code loadRes} does: if the
 * first has a box, every area is that of a box; otherwise that of a mask, and so is the box unless
 * one was given.
 */
final class DetectionTable {

  private static final int BOX = 4;

  private final Function<String, ? extends RuntimeException> refusal;
  private final LongColumn imageIds = new LongColumn();
  private final LongColumn categoryIds = new LongColumn();
  private final DoubleColumn scores = new DoubleColumn();
  private final DoubleColumn boxes = new DoubleColumn();
  private final BitSet givenBoxes = new BitSet();
  private final DoubleColumn areas = new DoubleColumn();
  private final IntColumn segmentations = new IntColumn();
  private final Segmentations pool = new Segmentations();
  private int masks;

  /**
   * Creates an empty table.
   *
   * @param refusal makes the error of a message, in the collector's own terms
   */
  DetectionTable(Function<String, ? extends RuntimeException> refusal) {
    this.refusal = refusal;
  }

  /** Where segmentations go before their detections. */
  Segmentations pool() {
    return pool;
  }

  void add(DetectionRow row) {
    String missing =
        !row.hasImage
            ? "image_id"
            : !row.hasCategory ? "category_id" : !row.hasScore ? "score" : "";
    if (!missing.isEmpty()) {
      throw refusal.apply(
          "the detection has no "
              + missing
              + ", expected image_id, category_id, score, and bbox or segmentation");
    }
    boolean hasMask = row.segmentation != Segmentations.NONE;
    boolean byBox = size() == 0 ? row.box != null : givenBoxes.get(0);
    Box box;
    if (byBox) {
      box = requireBox(row);
      areas.add(box.area());
    } else {
      Extent extent = requireExtent(row);
      box = row.box == null ? extent.box() : row.box;
      areas.add((double) extent.area());
    }
    masks += hasMask ? 1 : 0;
    givenBoxes.set(size(), row.box != null);
    imageIds.add(row.imageId);
    categoryIds.add(row.categoryId);
    scores.add(row.score);
    boxes.add(box.x());
    boxes.add(box.y());
    boxes.add(box.width());
    boxes.add(box.height());
    segmentations.add(row.segmentation);
  }

  private Box requireBox(DetectionRow row) {
    if (row.box == null) {
      throw refusal.apply(
          "the detection has no bbox, but the first one has; expected all to have one");
    }
    return row.box;
  }

  private Extent requireExtent(DetectionRow row) {
    if (row.segmentation == Segmentations.NONE) {
      throw refusal.apply(
          size() == 0
              ? "the detection has neither bbox nor segmentation, expected one of them"
              : "the detection has no segmentation, expected one as the first has no bbox");
    }
    if (pool.isPolygons(row.segmentation)) {
      throw refusal.apply(
          "segmentation is polygons, whose area depends on the image's size; expected run lengths,"
              + " {\"size\": [height, width], \"counts\": ...}, or a bbox in every detection");
    }
    return pool.measure(row.segmentation);
  }

  int size() {
    return imageIds.size();
  }

  /** Number of detections that have a segmentation. */
  int masks() {
    return masks;
  }

  long imageId(int detection) {
    return imageIds.get(detection);
  }

  long categoryId(int detection) {
    return categoryIds.get(detection);
  }

  double score(int detection) {
    return scores.get(detection);
  }

  Box box(int detection) {
    int at = BOX * detection;
    return new Box(boxes.get(at), boxes.get(at + 1), boxes.get(at + 2), boxes.get(at + 3));
  }

  /** Tells whether the box was given, not taken from the mask. */
  boolean givenBox(int detection) {
    return givenBoxes.get(detection);
  }

  double area(int detection) {
    return areas.get(detection);
  }

  /** The place of its segmentation in the pool, or {@link Segmentations#NONE}. */
  int segmentation(int detection) {
    return segmentations.get(detection);
  }
}
