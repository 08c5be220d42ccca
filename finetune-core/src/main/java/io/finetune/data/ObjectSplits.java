package io.finetune.data;

import io.finetune.DataException;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts together the two parts of a dataset of labelled objects, checked. */
final class ObjectSplits {

  private static final Logger LOG = LoggerFactory.getLogger(ObjectSplits.class);

  private ObjectSplits() {}

  /**
   * Makes a split, and says in the log what was left out.
   *
   * @param train what the model learns from
   * @param annotated how many objects it has, with those that are left out
   * @param test what it is measured on
   * @throws DataException if a part has no image, or there is no object to learn from
   */
  static Split<Instances> of(Dataset<Instances> train, int annotated, Dataset<Instances> test) {
    requireImages(train);
    requireImages(test);
    if (annotated == train.leftOut().total()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "Dataset %s: no object to learn from is in %s: %d are annotated; left out are %s.",
              train.name(),
              train.description(),
              annotated,
              train.leftOut().describe()));
    }
    report(train);
    report(test);
    return new Split<>(train, test);
  }

  private static void requireImages(Dataset<Instances> part) {
    if (part.size() == 0) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "Dataset %s: no image is listed in %s; check --data-dir and the layout (finetune"
                  + " list datasets).",
              part.name(),
              part.description()));
    }
  }

  private static void report(Dataset<Instances> part) {
    StrayFile.summary(part.strays())
        .forEach(line -> LOG.warn("{}: {} ({})", part.name(), line, part.description()));
    if (part.leftOut().total() > 0) {
      LOG.warn(
          "{}: objects left out: {} ({})",
          part.name(),
          part.leftOut().describe(),
          part.description());
    }
  }
}
