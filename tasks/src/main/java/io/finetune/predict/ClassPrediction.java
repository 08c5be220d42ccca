package io.finetune.predict;

import java.nio.file.Path;
import java.util.List;

/**
 * The classes that an image most likely shows.
 *
 * @param index the image's place among those that were given
 * @param file the image's file
 * @param classes the most likely first
 */
public record ClassPrediction(int index, Path file, List<Likelihood> classes)
    implements Prediction {

  /**
   * How likely a class is.
   *
   * @param label the class, from 0
   * @param score its probability by the network, from 0 to 1; those of all classes add to 1
   */
  public record Likelihood(int label, double score) {}

  /** Copies the list. */
  public ClassPrediction {
    classes = List.copyOf(classes);
  }
}
