package io.finetune.detection;

import ai.djl.ndarray.NDArray;
import io.finetune.box.ImageSize;
import java.util.List;

/**
 * Images of different sizes, ready for a network.
 *
 * @param images (N, 3, H, W), normalised, each in the upper left corner and zeros around it
 * @param sizes their N sizes within it
 */
public record ImageBatch(NDArray images, List<ImageSize> sizes) implements AutoCloseable {

  /** Copies the list and requires a size for each image. */
  public ImageBatch {
    sizes = List.copyOf(sizes);
    if (sizes.size() != images.getShape().get(0)) {
      throw new IllegalArgumentException(
          "a batch of images " + images.getShape() + " cannot have " + sizes.size() + " sizes");
    }
  }

  @Override
  public void close() {
    images.close();
  }
}
