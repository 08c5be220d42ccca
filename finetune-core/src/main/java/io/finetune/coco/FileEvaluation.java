package io.finetune.coco;

import io.finetune.DataException;
import io.finetune.coco.ImageColumns.Found;
import io.finetune.coco.ImageColumns.Truths;
import io.finetune.region.Segmentation;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Scores a results file against an annotation file: groups by image, checks, and adds each image.
 */
final class FileEvaluation {

  private final CocoInstances truth;
  private final CocoDetections found;
  private final CocoSettings settings;

  /** The listed detections by image, in the file's order; those of an image start at its place. */
  private final int[] byImage;

  private final int[] firstOf;

  /** The label of each detection, or -1 where the annotations do not list its category. */
  private final int[] labels;

  FileEvaluation(CocoInstances truth, CocoDetections found, CocoSettings settings) {
    this.truth = truth;
    this.found = found;
    this.settings = settings;
    if (settings.iouType() == IouType.SEGM && found.size() > 0 && !found.hasMasks()) {
      throw new DataException(
          found
              + ", not all with a segmentation, which SEGM compares; score boxes with BBOX, or give"
              + " results of instance segmentation");
    }
    int[] imageOf = imagesOfDetections();
    labels = labelsOfDetections();
    firstOf = new int[truth.images() + 1];
    for (int d = 0; d < labels.length; d++) {
      if (labels[d] >= 0) {
        firstOf[imageOf[d] + 1]++;
      }
    }
    for (int i = 0; i < truth.images(); i++) {
      firstOf[i + 1] += firstOf[i];
    }
    byImage = new int[firstOf[truth.images()]];
    int[] next = firstOf.clone();
    for (int d = 0; d < labels.length; d++) {
      if (labels[d] >= 0) {
        byImage[next[imageOf[d]]++] = d;
      }
    }
  }

  private int[] labelsOfDetections() {
    int[] all = new int[found.size()];
    for (int d = 0; d < all.length; d++) {
      all[d] = truth.categories().label(found.categoryId(d));
    }
    return all;
  }

  private int[] imagesOfDetections() {
    int[] images = new int[found.size()];
    int unknown = 0;
    long first = 0;
    for (int d = 0; d < images.length; d++) {
      images[d] = truth.imageOfId(found.imageId(d));
      if (images[d] < 0) {
        first = unknown == 0 ? found.imageId(d) : first;
        unknown++;
      }
    }
    if (unknown > 0) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s, of which %d are of images that the annotations lack, the first of image id %d;"
                  + " expected results of the images of %s",
              found,
              unknown,
              first,
              truth));
    }
    return images;
  }

  CocoScores scores() {
    CocoEvaluator evaluator = new CocoEvaluator(settings, truth.categories());
    evaluator.addUnlisted(labels.length - byImage.length);
    IntStream.range(0, truth.images()).parallel().forEach(image -> evaluator.add(columns(image)));
    return evaluator.scores();
  }

  /** Returns the columns of the image at a place. */
  ImageColumns columns(int image) {
    int[] objects = truth.objectsOf(image);
    int first = firstOf[image];
    int count = firstOf[image + 1] - first;
    Truths truths = new Truths(objects.length);
    for (int i = 0; i < objects.length; i++) {
      truths.ids[i] = truth.id(objects[i]);
      truths.labels[i] = truth.label(objects[i]);
      truths.areas[i] = truth.area(objects[i]);
      truths.crowds[i] = truth.crowd(objects[i]);
    }
    Found columns = new Found(count);
    for (int i = 0; i < count; i++) {
      int detection = byImage[first + i];
      columns.labels[i] = labels[detection];
      columns.scores[i] = found.score(detection);
      columns.areas[i] = found.area(detection);
    }
    Overlaps overlaps =
        settings.iouType() == IouType.BBOX
            ? boxOverlaps(objects, first, count, truths.crowds)
            : maskOverlaps(image, objects, first, count, truths.crowds);
    return new ImageColumns(truth.imageId(image), truths, columns, overlaps);
  }

  private BoxOverlaps boxOverlaps(int[] objects, int first, int count, boolean[] crowds) {
    BoxOverlaps overlaps = new BoxOverlaps(count, crowds);
    for (int i = 0; i < objects.length; i++) {
      overlaps.setTruth(i, truth.box(objects[i]));
    }
    for (int i = 0; i < count; i++) {
      overlaps.setFound(i, found.box(byImage[first + i]));
    }
    return overlaps;
  }

  private MaskOverlaps maskOverlaps(
      int image, int[] objects, int first, int count, boolean[] crowds) {
    Segmentation[] outlines = new Segmentation[objects.length];
    for (int i = 0; i < objects.length; i++) {
      int object = objects[i];
      outlines[i] =
          truth
              .segmentation(object)
              .orElseThrow(
                  () ->
                      new DataException(
                          "annotation "
                              + truth.id(object)
                              + " of image "
                              + truth.imageId(image)
                              + " has no segmentation, which SEGM compares; score boxes with BBOX"));
    }
    int height = truth.height(image);
    int width = truth.width(image);
    return new MaskOverlaps(
        height,
        width,
        Matcher.least(settings),
        count,
        i -> found.mask(byImage[first + i], height, width),
        outlines,
        crowds);
  }
}
