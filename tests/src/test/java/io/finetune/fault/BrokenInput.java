package io.finetune.fault;

import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * A line of the tables of broken inputs.
 *
 * @param category what it is about
 * @param name tells it from the others of its category
 * @param maker writes it into an empty folder
 * @param look reads it as the toolkit does
 * @param outcome what must come of that
 */
record BrokenInput(Category category, String name, Maker maker, Look look, Outcome outcome) {

  /** What inputs are about, as docs/reliability.md counts them. */
  enum Category {
    TRUNCATED_IMAGE,
    WRONG_IMAGE,
    HUGE_IMAGE,
    UNUSUAL_IMAGE,
    ORIENTATION,
    PNG_STRUCTURE,
    JPEG_STRUCTURE,
    COCO_FILE,
    COCO_OBJECT,
    COCO_IMAGE_FILE,
    VOC,
    MASK,
    FOLDER,
    FILE_NAME,
    LABEL_FILE,
    CIFAR
  }

  /** Writes an input. */
  @FunctionalInterface
  interface Maker {
    void make(Path root) throws Exception;
  }

  /** Reads an input, to the last sample. */
  @FunctionalInterface
  interface Look {
    /** Returns what was read in words; fails where the toolkit does. */
    String at(Path root) throws Exception;
  }

  /**
   * What comes of an input.
   *
   * @param isError whether it is refused, with an error that tells the user what to do
   * @param pattern found in the error, or matched by the words for what was read
   */
  record Outcome(boolean isError, Pattern pattern) {

    /** An error that says this, given as a regular expression. */
    static Outcome refused(String part) {
      return new Outcome(true, Pattern.compile(part));
    }

    /** Is read as this. */
    static Outcome read(String words) {
      return new Outcome(false, Pattern.compile(Pattern.quote(words)));
    }
  }

  @Override
  public String toString() {
    return category + ": " + name;
  }
}
