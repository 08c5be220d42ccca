package io.finetune.report;

import io.finetune.data.Instance;
import io.finetune.data.Instances;
import io.finetune.data.LeftOut;
import java.util.List;
import java.util.Optional;

/**
 * What a {@link DatasetCheck} found in the training or the test part of a dataset.
 *
 * @param part {@code train} or {@code test}
 * @param description where the samples come from
 * @param classes names of the labels
 * @param images how many there are
 * @param perClass images of each class, or objects that are no crowds
 * @param objects counts of the objects, where images have them
 * @param oddities what else is odd in the annotation file as a whole, with the id of an example
 * @param sizes of the images that were decoded, without those that could not be
 * @param defects in the order of the samples
 */
public record PartReport(
    String part,
    String description,
    List<String> classes,
    int images,
    List<Integer> perClass,
    Optional<ObjectCounts> objects,
    List<String> oddities,
    List<ImageSize> sizes,
    List<Defect> defects) {

  /** The size of an image: rows and columns. */
  public record ImageSize(int height, int width) {

    /** Returns how many pixels that is. */
    public long pixels() {
      return (long) height * width;
    }

    @Override
    public String toString() {
      return height + "x" + width;
    }
  }

  /**
   * Counts of objects. Sizes are COCO's: by annotated area, small up to 32 x 32 pixels, large from
   * 96 x 96; crowds are in none of them.
   *
   * @param objects that are no crowds
   * @param crowds regions that mark a group
   * @param masks objects that have a mask beside their box, crowds too
   * @param imagesWithout images without any object
   * @param small objects under 32 x 32
   * @param medium objects between
   * @param large objects from 96 x 96
   * @param leftOut annotated objects that the dataset does not give out
   */
  public record ObjectCounts(
      int objects,
      int crowds,
      int masks,
      int imagesWithout,
      int small,
      int medium,
      int large,
      LeftOut leftOut) {

    private static final double SMALL = 32 * 32;
    private static final double LARGE = 96 * 96;

    /** The counts of no image. */
    static final ObjectCounts NONE = new ObjectCounts(0, 0, 0, 0, 0, 0, 0, LeftOut.NOTHING);

    /** Counts one image. */
    static ObjectCounts of(Instances image) {
      List<Instance> all = image.objects();
      List<Double> areas =
          all.stream().filter(object -> !object.crowd()).map(Instance::area).toList();
      int tiny = (int) areas.stream().filter(area -> area < SMALL).count();
      int huge = (int) areas.stream().filter(area -> area >= LARGE).count();
      return new ObjectCounts(
          areas.size(),
          all.size() - areas.size(),
          (int) all.stream().filter(object -> object.segmentation().isPresent()).count(),
          all.isEmpty() ? 1 : 0,
          tiny,
          areas.size() - tiny - huge,
          huge,
          LeftOut.NOTHING);
    }

    /** Returns these counts with what a dataset left out. */
    ObjectCounts with(LeftOut dropped) {
      return new ObjectCounts(objects, crowds, masks, imagesWithout, small, medium, large, dropped);
    }

    /** Returns the sum; what was left out is this one's. */
    ObjectCounts plus(ObjectCounts more) {
      return new ObjectCounts(
          objects + more.objects,
          crowds + more.crowds,
          masks + more.masks,
          imagesWithout + more.imagesWithout,
          small + more.small,
          medium + more.medium,
          large + more.large,
          leftOut);
    }
  }

  /** Copies the lists. */
  public PartReport {
    classes = List.copyOf(classes);
    perClass = List.copyOf(perClass);
    oddities = List.copyOf(oddities);
    sizes = List.copyOf(sizes);
    defects = List.copyOf(defects);
  }

  /** Returns whether something has to be repaired. */
  public boolean isBroken() {
    return !defects.isEmpty()
        || objects.stream().anyMatch(counts -> counts.leftOut().outside() > 0);
  }
}
