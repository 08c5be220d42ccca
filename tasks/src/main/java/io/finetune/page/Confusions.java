package io.finetune.page;

import io.finetune.result.CsvTables;
import io.finetune.result.LabelRecord;
import io.finetune.result.ObjectRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How often which class was taken for which.
 *
 * @param names of the rows and columns of the matrix; for objects the last one is nothing: what was
 *     missed, and what was found where nothing is
 * @param counts by true and predicted class, only those above 0
 */
record Confusions(List<String> names, Map<Pair, Long> counts) {

  /** What a missed object was taken for, and what is where an object was made up. */
  static final String NOTHING = "nothing";

  /**
   * A true and a predicted class.
   *
   * @param truth place of the true class among the names
   * @param predicted place of the predicted class
   */
  record Pair(int truth, int predicted) {}

  /** Copies both. */
  Confusions {
    names = List.copyOf(names);
    counts = Map.copyOf(counts);
  }

  static Confusions ofLabels(Path test, List<String> classes) {
    Map<Pair, Long> counts = new HashMap<>();
    CsvTables.read(
        test.resolve(LabelRecord.PREDICTIONS),
        row ->
            counts.merge(
                new Pair(
                    Integer.parseInt(row.get("true_label")),
                    Integer.parseInt(row.get("predicted_label"))),
                1L,
                Long::sum));
    return new Confusions(classes, counts);
  }

  static Confusions ofObjects(Path test, List<String> classes) {
    List<String> names = new ArrayList<>(classes);
    names.add(NOTHING);
    int nothing = classes.size();
    Map<Pair, Long> counts = new HashMap<>();
    CsvTables.read(
        test.resolve(ObjectRecord.CONFUSION),
        row -> {
          int truth = Integer.parseInt(row.get("true_label"));
          int predicted = Integer.parseInt(row.get("predicted_label"));
          counts.put(
              new Pair(truth < 0 ? nothing : truth, predicted < 0 ? nothing : predicted),
              Long.parseLong(row.get("count")));
        });
    return new Confusions(names, counts);
  }

  long count(int truth, int predicted) {
    return counts.getOrDefault(new Pair(truth, predicted), 0L);
  }

  /** How many there are of each true class. */
  long[] totals() {
    long[] totals = new long[names.size()];
    counts.forEach((pair, count) -> totals[pair.truth()] += count);
    return totals;
  }

  /** The share of a true class that was taken for another; 0 for a class that does not occur. */
  double share(Pair pair, long[] totals) {
    long total = totals[pair.truth()];
    return total == 0 ? 0 : (double) count(pair.truth(), pair.predicted()) / total;
  }

  /** The pairs that were confused most often, those first. */
  List<Pair> worst(int most) {
    return counts.entrySet().stream()
        .filter(entry -> entry.getKey().truth() != entry.getKey().predicted())
        .sorted(
            Map.Entry.<Pair, Long>comparingByValue()
                .reversed()
                .thenComparing(
                    Map.Entry.comparingByKey(
                        Comparator.comparingInt(Pair::truth).thenComparingInt(Pair::predicted))))
        .limit(most)
        .map(Map.Entry::getKey)
        .toList();
  }
}
