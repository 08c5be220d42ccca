package io.finetune.coco;

import io.finetune.region.Box;
import java.util.BitSet;

/** The objects of an annotation file as columns, in the file's order. */
final class ObjectTable {

  /** An area that the file does not tell. */
  static final double UNKNOWN_AREA = Double.NaN;

  private static final int BOX = 4;

  private final LongColumn ids = new LongColumn();
  private final DoubleColumn boxes = new DoubleColumn();
  private final DoubleColumn areas = new DoubleColumn();
  private final BitSet crowds = new BitSet();
  private final IntColumn segmentations = new IntColumn();
  private final Segmentations pool = new Segmentations();

  /** Where the segmentations are. */
  Segmentations pool() {
    return pool;
  }

  void add(long id, ObjectRow row) {
    crowds.set(ids.size(), row.crowd);
    ids.add(id);
    boxes.add(row.box.x());
    boxes.add(row.box.y());
    boxes.add(row.box.width());
    boxes.add(row.box.height());
    areas.add(row.area);
    segmentations.add(row.segmentation);
  }

  int size() {
    return ids.size();
  }

  long id(int object) {
    return ids.get(object);
  }

  Box box(int object) {
    int at = BOX * object;
    return new Box(boxes.get(at), boxes.get(at + 1), boxes.get(at + 2), boxes.get(at + 3));
  }

  double area(int object) {
    return areas.get(object);
  }

  void setArea(int object, double area) {
    areas.set(object, area);
  }

  boolean crowd(int object) {
    return crowds.get(object);
  }

  /** The place of its segmentation in the pool, or {@link Segmentations#NONE}. */
  int segmentation(int object) {
    return segmentations.get(object);
  }
}
