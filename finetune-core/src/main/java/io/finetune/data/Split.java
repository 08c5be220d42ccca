package io.finetune.data;

import io.finetune.DataException;
import java.util.Locale;

/**
 * The two parts of a dataset.
 *
 * @param train what the model learns from
 * @param test what it is measured on
 * @param <T> the type of the targets
 */
public record Split<T>(Dataset<T> train, Dataset<T> test) {

  /**
   * Requires both parts to name the same classes.
   *
   * @throws DataException if they do not
   */
  public Split {
    if (!train.classes().equals(test.classes())) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "Dataset %s has other classes for training than for testing: %s and %s.",
              train.name(),
              train.classes(),
              test.classes()));
    }
  }
}
