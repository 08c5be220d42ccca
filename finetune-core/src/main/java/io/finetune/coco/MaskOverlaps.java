package io.finetune.coco;

import io.finetune.region.Box;
import io.finetune.region.Polygons;
import io.finetune.region.Rle;
import io.finetune.region.Segmentation;
import java.util.function.IntFunction;

/**
 * Overlaps of masks. Decoding a mask and drawing a polygon cost more than everything else in the
 * scoring of an image, so both happen at most once, and only where the bounds of the two leave
 * enough overlap for the least threshold.
 */
final class MaskOverlaps implements Overlaps {

  private final int height;
  private final int width;
  private final double least;
  private final boolean[] crowds;
  private final IntFunction<Rle> masks;
  private final Mask[] found;
  private final Segmentation[] outlines;
  private final Box[] bounds;
  private final Mask[] truth;

  /** A decoded mask with what is asked of it for every pair. */
  private record Mask(Rle pixels, Box box, double area) {
    Mask(Rle pixels) {
      this(pixels, pixels.box(), (double) pixels.area());
    }
  }

  /**
   * Prepares an image; nothing is decoded yet.
   *
   * @param height rows of the image
   * @param width columns of the image
   * @param least the least IoU threshold
   * @param detections how many there are
   * @param masks gives the mask of a detection, of the image's size
   * @param outlines the objects
   * @param crowds whether each object is a crowd
   */
  MaskOverlaps(
      int height,
      int width,
      double least,
      int detections,
      IntFunction<Rle> masks,
      Segmentation[] outlines,
      boolean[] crowds) {
    this.height = height;
    this.width = width;
    this.least = least;
    this.masks = masks;
    this.outlines = outlines;
    this.crowds = crowds;
    found = new Mask[detections];
    bounds = new Box[outlines.length];
    truth = new Mask[outlines.length];
  }

  @Override
  public double of(int detection, int object) {
    Mask own = found(detection);
    double reach = Math.min(own.area(), common(own.box(), bounds(object)));
    // The union is no smaller than the detection; for a crowd it counts as the detection.
    if (reach <= 0 || reach / own.area() < least) {
      return 0;
    }
    Mask other = truth(object);
    reach = Math.min(reach, other.area());
    if (crowds[object]) {
      return own.pixels().sharedArea(other.pixels()) / own.area();
    }
    double both = own.area() + other.area();
    if (reach / (both - reach) < least) {
      return 0;
    }
    double shared = own.pixels().sharedArea(other.pixels());
    return shared / (both - shared);
  }

  private Mask found(int detection) {
    if (found[detection] == null) {
      found[detection] = new Mask(masks.apply(detection));
    }
    return found[detection];
  }

  private Mask truth(int object) {
    if (truth[object] == null) {
      truth[object] = new Mask(outlines[object].toRle(height, width));
      bounds[object] = truth[object].box();
    }
    return truth[object];
  }

  private Box bounds(int object) {
    if (bounds[object] == null) {
      if (outlines[object] instanceof Polygons polygons) {
        bounds[object] = around(polygons);
      } else {
        truth(object);
      }
    }
    return bounds[object];
  }

  /** A box that no pixel of the polygons leaves: drawing rounds by less than one pixel. */
  private static Box around(Polygons polygons) {
    double x1 = Double.POSITIVE_INFINITY;
    double y1 = Double.POSITIVE_INFINITY;
    double x2 = Double.NEGATIVE_INFINITY;
    double y2 = Double.NEGATIVE_INFINITY;
    for (double[] part : polygons.parts()) {
      for (int i = 0; i + 1 < part.length; i += 2) {
        x1 = Math.min(x1, part[i]);
        x2 = Math.max(x2, part[i]);
        y1 = Math.min(y1, part[i + 1]);
        y2 = Math.max(y2, part[i + 1]);
      }
    }
    return Box.ofCorners(x1 - 1, y1 - 1, x2 + 1, y2 + 1);
  }

  /** The area that two boxes have in common. */
  private static double common(Box a, Box b) {
    double width = Math.min(a.x2(), b.x2()) - Math.max(a.x(), b.x());
    double height = Math.min(a.y2(), b.y2()) - Math.max(a.y(), b.y());
    return width > 0 && height > 0 ? width * height : 0;
  }
}
