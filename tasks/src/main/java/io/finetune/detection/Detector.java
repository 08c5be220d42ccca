package io.finetune.detection;

import ai.djl.ndarray.NDArray;
import io.finetune.box.ImageSize;
import java.util.List;

/** Finds the objects in a batch of images: the way from a network's input to its findings. */
public interface Detector {

  /**
   * Finds objects; gradients are not recorded and batch statistics stay.
   *
   * @param images (N, 3, H, W), normalised, each in the upper left corner, H and W multiples of 32;
   *     float32 or bfloat16; not closed, and what is computed is attached to its manager and closed
   * @param sizes the N images' sizes without padding
   * @return for each image what was found, with boxes in pixels of the batch's images
   */
  List<Findings> detect(NDArray images, List<ImageSize> sizes);
}
