package io.finetune.report;

import java.util.Objects;

/**
 * Something in a dataset that would make a training fail or learn the wrong thing.
 *
 * @param kind what is wrong
 * @param sample the sample's id
 * @param detail what was found and what was expected
 */
public record Defect(Kind kind, String sample, String detail) {

  /** What can be wrong. */
  public enum Kind {
    /** No file, or none that can be decoded. */
    UNREADABLE("images missing or broken"),
    /** An annotation or mask that its reader refuses. */
    UNUSABLE("images with annotations that cannot be used"),
    /** The annotations were made on another size, so boxes are in the wrong place. */
    OTHER_SIZE("images of another size than annotated"),
    /** By more than rounding explains. */
    BOX_OUTSIDE("boxes reaching out of their image"),
    /** Run lengths for another number of pixels. */
    MASK_SIZE("masks of another size than their image");

    private final String title;

    Kind(String title) {
      this.title = title;
    }

    /** Returns the kind in words, in the plural. */
    public String title() {
      return title;
    }
  }

  /** Requires every part. */
  public Defect {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(sample, "sample");
    Objects.requireNonNull(detail, "detail");
  }
}
