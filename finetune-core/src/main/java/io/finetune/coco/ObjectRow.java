package io.finetune.coco;

import io.finetune.region.Box;

/** One object on its way into the columns; what was not given keeps the value it has here. */
final class ObjectRow {

  boolean hasId;
  long id;
  boolean hasImage;
  long imageId;
  boolean hasCategory;
  long categoryId;
  Box box;
  double area = ObjectTable.UNKNOWN_AREA;
  boolean crowd;
  int segmentation = Segmentations.NONE;

  /** How errors call the object. */
  String name() {
    return hasId ? "annotation " + id : "the annotation";
  }
}
