package io.finetune;

import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Finds a line of a table by name, and helps whoever mistyped it. */
public final class Names {

  private Names() {}

  /**
   * Finds the entry with a name.
   *
   * @param kind what the table holds, such as {@code model}
   * @param name the wanted name
   * @param table the entries
   * @param nameOf reads an entry's name
   * @param <E> the type of the entries
   * @return the entry
   * @throws FinetuneException if there is none; the message has the nearest and all valid names
   */
  public static <E> E find(String kind, String name, List<E> table, Function<E, String> nameOf) {
    return table.stream()
        .filter(entry -> nameOf.apply(entry).equals(name))
        .findFirst()
        .orElseThrow(() -> unknown(kind, name, table.stream().map(nameOf).toList()));
  }

  /**
   * Makes the error for an unknown name.
   *
   * @param kind what was looked for
   * @param name the unknown name
   * @param valid all valid names
   * @return the error; the caller throws it
   */
  public static FinetuneException unknown(String kind, String name, List<String> valid) {
    String nearest =
        valid.stream()
            .min(Comparator.comparingInt(candidate -> distance(name, candidate)))
            .map(candidate -> "did you mean '" + candidate + "'? ")
            .orElse("");
    return new FinetuneException(
        "unknown "
            + kind
            + " '"
            + name
            + "': "
            + nearest
            + "Valid: "
            + valid.stream().collect(Collectors.joining(", ")));
  }

  /** Levenshtein distance. */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitute = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substitute, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
