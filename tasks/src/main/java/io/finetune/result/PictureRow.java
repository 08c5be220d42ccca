package io.finetune.result;

import java.util.Locale;
import java.util.Objects;

/**
 * A test image worth showing; a row of {@code pictures.csv}.
 *
 * @param group why it is shown
 * @param rank its place in the group, from 1
 * @param id the image's id
 * @param title a few words
 * @param detail the numbers
 */
public record PictureRow(Group group, int rank, String id, String title, String detail) {

  /** Why a picture is shown. */
  public enum Group {
    /** What the network does best. */
    BEST,
    /** Where it fails most. */
    WORST,
    /** Where it is wrong and sure. */
    MISTAKEN
  }

  /** Requires every part. */
  public PictureRow {
    Objects.requireNonNull(group, "group");
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(detail, "detail");
  }

  /** The name of the picture's file, whatever the image is called. */
  String file() {
    return String.format(Locale.ROOT, "%s-%02d.jpg", group.name().toLowerCase(Locale.ROOT), rank);
  }

  /** The name of the file of the same picture with what is annotated. */
  String annotatedFile() {
    return file().replace(".jpg", "-annotated.jpg");
  }
}
