package io.finetune.coco;

/** How much the detections of one image overlap its objects. */
@FunctionalInterface
interface Overlaps {

  /**
   * Returns intersection over union, or over the detection's own area if the object is a crowd;
   * exact wherever it reaches the least IoU threshold, and otherwise something below that.
   */
  double of(int detection, int truth);
}
