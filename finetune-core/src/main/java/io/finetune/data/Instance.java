package io.finetune.data;

import io.finetune.region.Box;
import io.finetune.region.Segmentation;
import java.util.Objects;
import java.util.Optional;

/**
 * One labelled object of an image.
 *
 * @param id the annotation's id in its file, for messages and for evaluation
 * @param label its class, from 0
 * @param box where it is, in pixels of the stored image
 * @param area its pixels as annotated; for evaluation by size
 * @param crowd whether this marks a group, which is neither trained on nor missed
 * @param segmentation which pixels it covers, where that is annotated
 */
public record Instance(
    long id, int label, Box box, double area, boolean crowd, Optional<Segmentation> segmentation) {

  /** Requires a label that is not negative. */
  public Instance {
    Objects.requireNonNull(box, "box");
    Objects.requireNonNull(segmentation, "segmentation");
    if (label < 0) {
      throw new IllegalArgumentException("a label counts from 0, not " + label);
    }
  }
}
