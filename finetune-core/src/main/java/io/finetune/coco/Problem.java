package io.finetune.coco;

import java.util.Objects;

/**
 * Something odd in the content of an annotation file that does not make it unreadable: real files
 * have such objects, and a trainer wants to know how many.
 *
 * @param kind what is odd
 * @param count how many objects have it
 * @param firstId the id of the first object that has it
 */
public record Problem(Kind kind, int count, long firstId) {

  /** What may be odd about an object. */
  public enum Kind {
    /** The box has no width or no height, or a negative one. */
    EMPTY_BOX("box without area"),
    /** The box reaches beyond its image by more than a pixel, or lies outside of it. */
    BOX_OUTSIDE_IMAGE("box outside its image"),
    /** The area is below zero. */
    NEGATIVE_AREA("area below zero"),
    /** A polygon has fewer than three points, and so covers nothing. */
    SHORT_POLYGON("polygon of fewer than three points"),
    /** A polygon has an odd number of coordinates; the last one is ignored, as COCO does. */
    ODD_POLYGON("polygon with half a point");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    /** Returns the kind in words, such as {@code box without area}. */
    public String words() {
      return words;
    }
  }

  /** Refuses a problem that nothing has. */
  public Problem {
    Objects.requireNonNull(kind, "kind");
    if (count < 1) {
      throw new IllegalArgumentException("count is " + count + ", expected at least 1");
    }
  }

  @Override
  public String toString() {
    return kind.words() + ": " + count + (count == 1 ? " (id " : " (first: id ") + firstId + ")";
  }
}
