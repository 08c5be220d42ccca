package io.finetune.predict;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Names of the drawn pictures: those of the images with another ending, and a number where two
 * images would get the same, also on file systems to which a and A are one.
 */
final class PictureNames {

  private final Set<String> taken = new HashSet<>();

  /** Returns the name for an image's picture, never the same twice. */
  String of(Path image) {
    String name = image.getFileName().toString();
    int dot = name.lastIndexOf('.');
    String stem = dot > 0 ? name.substring(0, dot) : name;
    String unique = stem;
    for (int number = 2; !taken.add(unique.toLowerCase(Locale.ROOT)); number++) {
      unique = stem + "-" + number;
    }
    return unique + ".png";
  }
}
