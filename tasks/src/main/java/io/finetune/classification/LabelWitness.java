package io.finetune.classification;

import java.util.List;

/** Is told what an evaluation finds, batch by batch. */
@FunctionalInterface
public interface LabelWitness {

  /**
   * Called once a batch, on the evaluating thread.
   *
   * @param ids the images'
   * @param labels their true classes
   * @param probabilities (N, K), row by row: of each image for each class, in [0, 1]; NaN where the
   *     network's output is not finite. Read it before returning
   */
  void batch(List<String> ids, List<Integer> labels, float[] probabilities);
}
