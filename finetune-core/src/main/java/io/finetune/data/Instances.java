package io.finetune.data;

import java.util.List;

/**
 * The labelled objects of an image: what a detector learns from.
 *
 * @param imageId the image's id in its annotation file, for results files
 * @param height rows of the stored image
 * @param width columns of the stored image
 * @param objects in the file's order; none where the image shows none
 */
public record Instances(long imageId, int height, int width, List<Instance> objects) {

  /** Requires an image of at least one pixel and copies the list. */
  public Instances {
    objects = List.copyOf(objects);
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "an image needs at least one pixel, not " + height + "x" + width);
    }
  }
}
