package io.finetune.coco;

import io.finetune.coco.CocoEvaluator.Detection;
import io.finetune.coco.CocoEvaluator.Truth;
import io.finetune.coco.ImageColumns.Found;
import io.finetune.coco.ImageColumns.Truths;
import io.finetune.region.Box;
import io.finetune.region.Rle;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Checks the records of one image and makes columns of them. */
final class RecordColumns {

  private final CocoSettings settings;
  private final int categories;
  private final long image;
  private final List<Truth> truth;
  private final List<Detection> found;
  private final int height;
  private final int width;

  RecordColumns(
      CocoSettings settings, int categories, long image, List<Truth> truth, List<Detection> found) {
    this.settings = settings;
    this.categories = categories;
    this.image = image;
    this.truth = truth;
    this.found = found;
    Optional<Rle> any =
        Stream.concat(truth.stream().map(Truth::mask), found.stream().map(Detection::mask))
            .flatMap(Optional::stream)
            .findFirst();
    height = any.map(Rle::height).orElse(0);
    width = any.map(Rle::width).orElse(0);
  }

  ImageColumns columns() {
    Truths truths = truths();
    Overlaps overlaps =
        settings.iouType() == IouType.BBOX
            ? boxOverlaps(truths.crowds)
            : maskOverlaps(truths.crowds);
    return new ImageColumns(image, truths, found(), overlaps);
  }

  private Truths truths() {
    Truths truths = new Truths(truth.size());
    for (int i = 0; i < truth.size(); i++) {
      Truth object = truth.get(i);
      check("object", i, object.label(), object.box());
      if (Double.isNaN(object.area())) {
        throw wrong("object", i, "has the area NaN; give the annotated one, or the mask's");
      }
      truths.ids[i] = object.id();
      truths.labels[i] = object.label();
      truths.areas[i] = object.area();
      truths.crowds[i] = object.crowd();
    }
    return truths;
  }

  private Found found() {
    Found columns = new Found(found.size());
    for (int i = 0; i < found.size(); i++) {
      Detection detection = found.get(i);
      check("detection", i, detection.label(), detection.box());
      if (Double.isNaN(detection.score())) {
        throw wrong("detection", i, "has the score NaN, which has no place in an order");
      }
      columns.labels[i] = detection.label();
      columns.scores[i] = detection.score();
      columns.areas[i] =
          settings.iouType() == IouType.BBOX
              ? detection.box().area()
              : mask("detection", i, detection.mask()).area();
    }
    return columns;
  }

  private BoxOverlaps boxOverlaps(boolean[] crowds) {
    BoxOverlaps overlaps = new BoxOverlaps(found.size(), crowds);
    for (int i = 0; i < found.size(); i++) {
      overlaps.setFound(i, found.get(i).box());
    }
    for (int i = 0; i < truth.size(); i++) {
      overlaps.setTruth(i, truth.get(i).box());
    }
    return overlaps;
  }

  private MaskOverlaps maskOverlaps(boolean[] crowds) {
    Rle[] objects = new Rle[truth.size()];
    for (int i = 0; i < objects.length; i++) {
      objects[i] = mask("object", i, truth.get(i).mask());
    }
    return new MaskOverlaps(
        height,
        width,
        Matcher.least(settings),
        found.size(),
        i -> mask("detection", i, found.get(i).mask()),
        objects,
        crowds);
  }

  private void check(String what, int place, int label, Box box) {
    if (label < 0 || label >= categories) {
      throw wrong(what, place, "has the label " + label + "; labels are 0 to " + (categories - 1));
    }
    if (!Double.isFinite(box.x() + box.y() + box.width() + box.height())) {
      throw wrong(what, place, "has a box that is not finite: " + box);
    }
  }

  private Rle mask(String what, int place, Optional<Rle> mask) {
    Rle pixels =
        mask.orElseThrow(() -> wrong(what, place, "has no mask; SEGM compares masks, BBOX boxes"));
    if (pixels.height() != height || pixels.width() != width) {
      throw wrong(
          what,
          place,
          String.format(
              Locale.ROOT,
              "has a mask of %d x %d, height x width; another of the image has %d x %d",
              pixels.height(),
              pixels.width(),
              height,
              width));
    }
    return pixels;
  }

  private IllegalArgumentException wrong(String what, int place, String problem) {
    return new IllegalArgumentException(
        "image " + image + ": " + what + " " + place + " of the list " + problem);
  }
}
