package io.finetune.coco;

import io.finetune.region.Box;
import io.finetune.region.Segmentation;
import java.util.Optional;

/**
 * Collects annotations that a program makes. Objects get the ids 1, 2, ... in the order they come;
 * images may come before or after them.
 */
public final class CocoInstancesBuilder {

  private final Categories categories;
  private InstancesDraft draft = new InstancesDraft(IllegalArgumentException::new);

  CocoInstancesBuilder(Categories categories) {
    this.categories = categories;
  }

  /**
   * Adds an image.
   *
   * @param id any number, given once
   * @param fileName without folder, or with a relative one
   * @param height rows, at least 1
   * @param width columns, at least 1
   * @return this builder
   * @throws IllegalArgumentException if the id was given before, the name is empty or the image is
   */
  public CocoInstancesBuilder image(long id, String fileName, int height, int width) {
    if (fileName.isEmpty() || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "image "
              + id
              + " is \""
              + fileName
              + "\" of "
              + height
              + "x"
              + width
              + ", expected a name and at least 1x1");
    }
    draft.image(id, fileName, height, width);
    return this;
  }

  /**
   * Adds an object.
   *
   * @param imageId the id of its image
   * @param label its category, in {@code [0, categories.size())}
   * @param box where it is
   * @param area its pixels, not negative
   * @param crowd whether it stands for a group
   * @param segmentation which pixels it covers, if known
   * @return this builder
   * @throws IllegalArgumentException if there is no such label, or a number is not finite
   */
  public CocoInstancesBuilder object(
      long imageId,
      int label,
      Box box,
      double area,
      boolean crowd,
      Optional<Segmentation> segmentation) {
    if (label < 0 || label >= categories.size()) {
      throw new IllegalArgumentException(
          "label is " + label + ", expected one below " + categories.size());
    }
    double sum = box.x() + box.y() + box.width() + box.height() + area;
    if (!Double.isFinite(sum) || area < 0) {
      throw new IllegalArgumentException(
          box + " and area " + area + " should be finite, and the area not negative");
    }
    ObjectRow row = new ObjectRow();
    row.hasImage = true;
    row.imageId = imageId;
    row.hasCategory = true;
    row.categoryId = categories.id(label);
    row.box = box;
    row.area = area;
    row.crowd = crowd;
    row.segmentation = segmentation.map(draft.pool()::add).orElse(Segmentations.NONE);
    draft.object(row);
    return this;
  }

  /**
   * Makes the annotations, and leaves this builder empty.
   *
   * @return the annotations
   * @throws IllegalArgumentException if an object has the id of no image, or a mask of another size
   *     than its image
   */
  public CocoInstances build() {
    InstancesDraft finished = draft;
    draft = new InstancesDraft(IllegalArgumentException::new);
    return finished.finish("built annotations", categories);
  }
}
