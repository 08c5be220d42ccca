package io.finetune.train;

import ai.djl.ndarray.NDArray;
import java.util.Collections;
import java.util.List;

/**
 * A batch ready for the network.
 *
 * @param images (N, 3, H, W), normalised, float32 or bfloat16; its manager owns what is computed
 *     from it and is closed at the end of the step
 * @param targets one a sample
 * @param ids one a sample: file path or index, for messages
 * @param seeds one a sample, for what is random in a task
 * @param <T> the type of a target
 */
public record DeviceBatch<T>(NDArray images, List<T> targets, List<String> ids, List<Long> seeds) {

  /** Copies the lists and checks that there is one of each for every image. */
  public DeviceBatch {
    targets = List.copyOf(targets);
    ids = List.copyOf(ids);
    seeds = List.copyOf(seeds);
    if (targets.size() != images.getShape().get(0)
        || ids.size() != targets.size()
        || seeds.size() != targets.size()) {
      throw new IllegalArgumentException(
          "a batch of images "
              + images.getShape()
              + " needs as many targets, ids and seeds, got "
              + targets.size()
              + ", "
              + ids.size()
              + " and "
              + seeds.size());
    }
  }

  /** A batch for a task in which nothing is random: every seed is 0. */
  public DeviceBatch(NDArray images, List<T> targets, List<String> ids) {
    this(images, targets, ids, Collections.nCopies(targets.size(), 0L));
  }
}
