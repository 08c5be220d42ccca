package io.finetune.coco;

import io.finetune.coco.Problem.Kind;
import io.finetune.region.Box;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Looks at objects one by one and counts what is odd about them. */
final class ProblemTally {

  /** Annotators' tools round; a box may reach so many pixels beyond its image unremarked. */
  private static final double ROUNDING = 1;

  private static final int TRIANGLE = 6;

  private final Map<Kind, Problem> problems = new EnumMap<>(Kind.class);

  /** What was found so far, in the order of the kinds. */
  List<Problem> problems() {
    return List.copyOf(problems.values());
  }

  void look(ObjectTable objects, int object, ImageTable images, int image) {
    long id = objects.id(object);
    Box box = objects.box(object);
    count(Kind.EMPTY_BOX, box.width() <= 0 || box.height() <= 0, id);
    count(Kind.BOX_OUTSIDE_IMAGE, images.knowsSize(image) && reachesOut(box, images, image), id);
    count(Kind.NEGATIVE_AREA, objects.area(object) < 0, id);
    int place = objects.segmentation(object);
    if (place != Segmentations.NONE && objects.pool().isPolygons(place)) {
      boolean isShort = false;
      boolean isOdd = false;
      for (int length : objects.pool().partLengths(place)) {
        isShort |= length < TRIANGLE;
        isOdd |= length % 2 != 0;
      }
      count(Kind.SHORT_POLYGON, isShort, id);
      count(Kind.ODD_POLYGON, isOdd, id);
    }
  }

  private static boolean reachesOut(Box box, ImageTable images, int image) {
    return box.x() < -ROUNDING
        || box.y() < -ROUNDING
        || box.x2() > images.width(image) + ROUNDING
        || box.y2() > images.height(image) + ROUNDING;
  }

  private void count(Kind kind, boolean has, long id) {
    if (has) {
      problems.merge(
          kind,
          new Problem(kind, 1, id),
          (known, unused) -> new Problem(kind, known.count() + 1, known.firstId()));
    }
  }
}
