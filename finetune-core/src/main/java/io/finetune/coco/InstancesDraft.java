package io.finetune.coco;

import io.finetune.region.Polygons;
import java.util.Locale;
import java.util.function.Function;

/**
 * Annotations while they are collected: objects name images and categories by id, which may come
 * later. {@link #finish} makes ends meet.
 */
final class InstancesDraft {

  private final Function<String, ? extends RuntimeException> refusal;
  private final ImageTable images = new ImageTable();
  private final ObjectTable objects = new ObjectTable();
  private final IdIndex objectIds = new IdIndex();
  private final LongColumn imageIds = new LongColumn();
  private final LongColumn categoryIds = new LongColumn();

  /**
   * Creates an empty draft.
   *
   * @param refusal makes the error of a message, in the collector's own terms
   */
  InstancesDraft(Function<String, ? extends RuntimeException> refusal) {
    this.refusal = refusal;
  }

  /** Where segmentations go before their objects. */
  Segmentations pool() {
    return objects.pool();
  }

  /** Adds an image; what is unknown is {@link ImageTable#UNKNOWN}, or "". */
  void image(long id, String fileName, int height, int width) {
    if (!images.add(id, fileName, height, width)) {
      throw refusal.apply("image id " + id + " occurs twice, expected ids to differ");
    }
  }

  /** Adds an object; those without any ids are numbered from 1. */
  void object(ObjectRow row) {
    requireComplete(row);
    if (row.hasId ? objectIds.size() < objects.size() : objectIds.size() > 0) {
      throw refusal.apply("some annotations have ids and some have none, expected all or none");
    }
    if (row.hasId && !objectIds.add(row.id)) {
      throw refusal.apply("annotation id " + row.id + " occurs twice, expected ids to differ");
    }
    objects.add(row.hasId ? row.id : objects.size() + 1, row);
    imageIds.add(row.imageId);
    categoryIds.add(row.categoryId);
  }

  private void requireComplete(ObjectRow row) {
    String missing =
        !row.hasImage
            ? "image_id"
            : !row.hasCategory ? "category_id" : row.box == null ? "bbox" : "";
    if (!missing.isEmpty()) {
      throw refusal.apply(
          row.name() + " has no " + missing + ", expected image_id, category_id and bbox");
    }
  }

  /**
   * Makes the annotations; this draft is used up.
   *
   * @param source what errors call the annotations later
   */
  CocoInstances finish(String source, Categories categories) {
    IntColumn imageOf = new IntColumn();
    IntColumn labels = new IntColumn();
    ProblemTally problems = new ProblemTally();
    for (int object = 0; object < objects.size(); object++) {
      int image = imageOf(object);
      imageOf.add(image);
      labels.add(labelOf(object, categories));
      requireSize(object, image);
      requireDrawable(object, image);
      if (Double.isNaN(objects.area(object))) {
        objects.setArea(object, missingArea(object, image));
      }
      problems.look(objects, object, images, image);
    }
    return new CocoInstances(
        source, categories, images, objects, imageOf, labels, problems.problems());
  }

  private int imageOf(int object) {
    int image = images.find(imageIds.get(object));
    if (image < 0) {
      throw refusal.apply(
          String.format(
              Locale.ROOT,
              "annotation %d has image_id %d, expected the id of one of the %d images",
              objects.id(object),
              imageIds.get(object),
              images.size()));
    }
    return image;
  }

  private int labelOf(int object, Categories categories) {
    int label = categories.label(categoryIds.get(object));
    if (label < 0) {
      throw refusal.apply(
          String.format(
              Locale.ROOT,
              "annotation %d has category_id %d, expected the id of one of the %d categories",
              objects.id(object),
              categoryIds.get(object),
              categories.size()));
    }
    return label;
  }

  /** A mask must be as large as its image, where that tells its size. */
  private void requireSize(int object, int image) {
    int place = objects.segmentation(object);
    if (place == Segmentations.NONE || pool().isPolygons(place) || !images.knowsSize(image)) {
      return;
    }
    int height = pool().height(place);
    int width = pool().width(place);
    if (height != images.height(image) || width != images.width(image)) {
      throw refusal.apply(
          String.format(
              Locale.ROOT,
              "annotation %d has a mask of height %d and width %d, expected the %d and %d of image"
                  + " %d",
              objects.id(object),
              height,
              width,
              images.height(image),
              images.width(image),
              images.id(image)));
    }
  }

  /** Outlines become masks later, where neither file nor object is known any more. */
  private void requireDrawable(int object, int image) {
    int place = objects.segmentation(object);
    if (place == Segmentations.NONE || !pool().isPolygons(place) || !images.knowsSize(image)) {
      return;
    }
    int height = images.height(image);
    int width = images.width(image);
    long corners = 0;
    for (int length : pool().partLengths(place)) {
      corners += length / 2;
    }
    // An edge crosses each column once at most, so nearly all are seen to be cheap without a look.
    if ((long) height * width > Integer.MAX_VALUE
        || (corners * width > Polygons.MAX_CROSSINGS
            && ((Polygons) pool().get(place)).crossings(width) > Polygons.MAX_CROSSINGS)) {
      throw refusal.apply(
          String.format(
              Locale.ROOT,
              "annotation %d has an outline of %d points in an image of height %d and width %d,"
                  + " expected one that can be drawn: at most %d pixels, and %d columns crossed",
              objects.id(object),
              corners,
              height,
              width,
              Integer.MAX_VALUE,
              Polygons.MAX_CROSSINGS));
    }
  }

  /** COCO's areas are those of masks; the box's area stands in where there is nothing better. */
  private double missingArea(int object, int image) {
    int place = objects.segmentation(object);
    if (place != Segmentations.NONE && !pool().isPolygons(place)) {
      return pool().measure(place).area();
    }
    if (place != Segmentations.NONE && images.knowsSize(image)) {
      return pool().get(place).toRle(images.height(image), images.width(image)).area();
    }
    return objects.box(object).area();
  }
}
