package io.finetune.coco;

import io.finetune.region.Box;

/** One detection on its way into the columns; what was not given keeps the value it has here. */
final class DetectionRow {

  boolean hasImage;
  long imageId;
  boolean hasCategory;
  long categoryId;
  boolean hasScore;
  double score;

  /** Null where none was given. */
  Box box;

  int segmentation = Segmentations.NONE;
}
