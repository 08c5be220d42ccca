package io.finetune.data;

import io.finetune.DataException;
import java.util.List;
import java.util.stream.Collectors;

/** The datasets that are known by name. */
public final class Datasets {

  private Datasets() {}

  /**
   * Opens a dataset.
   *
   * @param name its name in the table
   * @param options where it is
   * @throws DataException if it is unknown, not there, or not usable
   */
  public static Split<Integer> open(String name, DatasetOptions options) {
    return switch (name) {
      case "cifar10" -> Cifar.cifar10(options);
      case "cifar100" -> Cifar.cifar100(options);
      case "cifar100_fine" -> Cifar.cifar100Fine(options);
      case "cifar100_rest" -> Cifar.cifar100Rest(options);
      default ->
          throw new DataException(
              "There is no dataset %s; there are %s."
                  .formatted(
                      name,
                      List.of("cifar10", "cifar100", "cifar100_fine", "cifar100_rest").stream()
                          .collect(Collectors.joining(", "))));
    };
  }
}
