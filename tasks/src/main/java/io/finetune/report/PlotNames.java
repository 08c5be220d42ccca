package io.finetune.report;

import java.text.Normalizer;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Names of files for whatever a category is called: letters, digits, {@code _}, {@code -} and
 * {@code .} stay, everything else becomes {@code _}; no name is given twice, not even on file
 * systems that do not tell cases apart.
 */
final class PlotNames {

  /** Well below what file systems take, with room for a number and an ending. */
  private static final int LONGEST = 80;

  private final Set<String> given = new HashSet<>();

  /**
   * Returns a new name.
   *
   * @param category any text
   * @return a name without ending
   */
  String of(String category) {
    String plain =
        Normalizer.normalize(category, Normalizer.Form.NFKD)
            .replaceAll("\\p{M}+", "") // accents, which the form above has split off
            .replaceAll("[^A-Za-z0-9_.-]+", "_")
            .replaceAll("^[._-]+|[._]+$", "");
    String base = plain.isEmpty() ? "category" : plain;
    base = base.substring(0, Math.min(LONGEST, base.length()));
    String name = base;
    for (int number = 2; !given.add(name.toLowerCase(Locale.ROOT)); number++) {
      name = base + "-" + number;
    }
    return name;
  }
}
