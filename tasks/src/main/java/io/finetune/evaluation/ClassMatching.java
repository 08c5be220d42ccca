package io.finetune.evaluation;

import io.finetune.DataException;
import io.finetune.data.Instance;
import io.finetune.data.Instances;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which label of a network a dataset's label is, by the names of the classes: two datasets of the
 * same classes may have them in another order.
 *
 * @param labels the network's label of each of the dataset's
 */
record ClassMatching(List<Integer> labels) {

  private static final int LISTED = 8;

  /** Copies the list. */
  ClassMatching {
    labels = List.copyOf(labels);
  }

  /**
   * Matches classes.
   *
   * @param trained the network's classes
   * @param given the dataset's classes
   * @param dataset what to call the dataset in an error
   * @throws DataException if one side has a class that the other has not, or the order differs and
   *     a name stands for two classes
   */
  static ClassMatching of(List<String> trained, List<String> given, String dataset) {
    List<String> missing = without(trained, given);
    List<String> extra = without(given, trained);
    if (!missing.isEmpty() || !extra.isEmpty()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "dataset %s has other classes than the checkpoint was trained for. Missing in the"
                  + " dataset: %s. Unknown to the checkpoint: %s. Give a dataset of the same class"
                  + " names; their order does not matter",
              dataset,
              listed(missing),
              listed(extra)));
    }
    if (trained.equals(given)) {
      return new ClassMatching(range(trained.size()));
    }
    if (given.size() != trained.size() || Set.copyOf(trained).size() < trained.size()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "dataset %s has the %d classes of the checkpoint in another order or number, and"
                  + " names that stand for several of them: they cannot be matched by name. Give a"
                  + " dataset with the classes in the checkpoint's order",
              dataset,
              trained.size()));
    }
    return new ClassMatching(given.stream().map(trained::indexOf).toList());
  }

  private static List<String> without(List<String> names, List<String> others) {
    Set<String> known = new HashSet<>(others);
    return names.stream().distinct().filter(name -> !known.contains(name)).toList();
  }

  private static String listed(List<String> names) {
    if (names.isEmpty()) {
      return "none";
    }
    String first = String.join(", ", names.subList(0, Math.min(LISTED, names.size())));
    return names.size() > LISTED ? first + " and " + (names.size() - LISTED) + " more" : first;
  }

  private static List<Integer> range(int size) {
    List<Integer> range = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      range.add(i);
    }
    return range;
  }

  /** Returns the network's label. */
  int label(int given) {
    return labels.get(given);
  }

  /** Returns an image's objects with the network's labels. */
  Instances objects(Instances given) {
    List<Instance> objects =
        given.objects().stream()
            .map(
                each ->
                    new Instance(
                        each.id(),
                        label(each.label()),
                        each.box(),
                        each.area(),
                        each.crowd(),
                        each.segmentation()))
            .toList();
    return new Instances(given.imageId(), given.height(), given.width(), objects);
  }
}
