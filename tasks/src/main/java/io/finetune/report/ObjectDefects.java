package io.finetune.report;

import io.finetune.data.Instance;
import io.finetune.data.Instances;
import io.finetune.data.Sample;
import io.finetune.region.Box;
import io.finetune.region.Rle;
import io.finetune.report.Defect.Kind;
import io.finetune.report.PartReport.ImageSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Compares the objects of an image with the image. */
final class ObjectDefects {

  /**
   * How far a box may reach out of its image, pixels: what tools that round, or count the last
   * pixel in, are off by.
   */
  private static final double TOLERANCE = 1;

  private ObjectDefects() {}

  /**
   * Lists what does not fit.
   *
   * @param sample the image and its objects
   * @param classes names of the labels
   * @param size the decoded image's, if it could be decoded
   */
  static List<Defect> find(
      Sample<Instances> sample, List<String> classes, Optional<ImageSize> size) {
    Instances target = sample.target();
    ImageSize annotated = new ImageSize(target.height(), target.width());
    List<Defect> defects = new ArrayList<>();
    size.filter(real -> !real.equals(annotated))
        .ifPresent(
            real ->
                defects.add(
                    new Defect(
                        Kind.OTHER_SIZE,
                        sample.id(),
                        "annotated as " + annotated + ", is " + real + " (height x width)")));
    for (Instance object : target.objects()) {
      String name =
          String.format(Locale.ROOT, "object %d (%s)", object.id(), classes.get(object.label()));
      outside(object.box(), annotated)
          .ifPresent(text -> defects.add(new Defect(Kind.BOX_OUTSIDE, sample.id(), name + text)));
      object
          .segmentation()
          .filter(Rle.class::isInstance)
          .map(Rle.class::cast)
          .map(mask -> new ImageSize(mask.height(), mask.width()))
          .filter(mask -> !mask.equals(annotated))
          .ifPresent(
              mask ->
                  defects.add(
                      new Defect(
                          Kind.MASK_SIZE,
                          sample.id(),
                          name + " has a mask of " + mask + ", the image is " + annotated)));
    }
    return defects;
  }

  private static Optional<String> outside(Box box, ImageSize image) {
    double horizontal = Math.max(-box.x(), box.x2() - image.width());
    double vertical = Math.max(-box.y(), box.y2() - image.height());
    double furthest = Math.max(horizontal, vertical);
    if (furthest <= TOLERANCE) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            " reaches %.1f pixels out of %s: x %.1f to %.1f, y %.1f to %.1f",
            furthest,
            image,
            box.x(),
            box.x2(),
            box.y(),
            box.y2()));
  }
}
