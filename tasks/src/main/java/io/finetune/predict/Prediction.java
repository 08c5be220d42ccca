package io.finetune.predict;

import java.nio.file.Path;

/** What a network says of one image. */
public sealed interface Prediction permits ClassPrediction, ObjectPrediction {

  /** Returns the image's place among those that were given. */
  int index();

  /** Returns the image's file. */
  Path file();
}
