package io.finetune.weight;

import java.util.List;

/**
 * What came of putting weights into a model; every list names tensors.
 *
 * @param loaded taken from the weights
 * @param replaced left as the model had initialised them: tensors of the head, whose shape differs
 *     or which the weights lack
 * @param missing absent from the weights and harmless: step counters of batch norms
 * @param unexpected in the weights, but not in the model
 */
public record LoadReport(
    List<String> loaded, List<String> replaced, List<String> missing, List<String> unexpected) {

  private static final int SHOWN = 4;

  /** Copies the lists. */
  public LoadReport {
    loaded = List.copyOf(loaded);
    replaced = List.copyOf(replaced);
    missing = List.copyOf(missing);
    unexpected = List.copyOf(unexpected);
  }

  /** One line per kind, without lines for empty ones. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder("loaded " + loaded.size() + " tensors");
    line(out, "new head, not loaded", replaced);
    line(out, "missing, not needed", missing);
    line(out, "unexpected, ignored", unexpected);
    return out.toString();
  }

  private static void line(StringBuilder out, String kind, List<String> names) {
    if (!names.isEmpty()) {
      out.append("\n  ").append(kind).append(": ").append(listed(names));
    }
  }

  /** The first few of many names and how many more there are. */
  static String listed(List<String> names) {
    String first = String.join(", ", names.subList(0, Math.min(SHOWN, names.size())));
    return names.size() > SHOWN ? first + " and " + (names.size() - SHOWN) + " more" : first;
  }
}
