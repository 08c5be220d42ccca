package io.finetune.evaluation;

import java.util.Map;

/** What a network was found to be worth. */
public sealed interface Scores permits ClassScores, ObjectScores {

  /** Returns the number of images that were scored. */
  int images();

  /** Returns the metrics by the names that the training's evaluation uses, as fractions. */
  Map<String, Double> metrics();
}
