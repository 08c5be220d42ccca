package io.finetune.report;

import io.finetune.region.Box;
import io.finetune.region.Rle;
import java.util.Objects;
import java.util.Optional;

/**
 * What is drawn for one object.
 *
 * @param label its class, from 0, which chooses the colour
 * @param text what stands beside the box
 * @param box where it is, in pixels of the image
 * @param mask which pixels of the image it covers, if that is known
 * @param dashed whether the box is drawn dashed, as around crowds
 */
record Mark(int label, String text, Box box, Optional<Rle> mask, boolean dashed) {

  /** Requires every part. */
  Mark {
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(box, "box");
    Objects.requireNonNull(mask, "mask");
  }
}
