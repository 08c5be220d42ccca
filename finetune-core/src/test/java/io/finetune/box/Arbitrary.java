package io.finetune.box;

import java.util.SplittableRandom;

/** Arbitrary boxes and scores. */
final class Arbitrary {

  private Arbitrary() {}

  /** Boxes whose upper left corner lies in a square of some side, with sides up to a length. */
  static float[] boxes(SplittableRandom random, int count, double square, double side) {
    float[] boxes = new float[4 * count];
    for (int i = 0; i < boxes.length; i += 4) {
      boxes[i] = (float) (random.nextDouble() * square);
      boxes[i + 1] = (float) (random.nextDouble() * square);
      boxes[i + 2] = boxes[i] + (float) (1 + random.nextDouble() * side);
      boxes[i + 3] = boxes[i + 1] + (float) (1 + random.nextDouble() * side);
    }
    return boxes;
  }

  static float[] scores(SplittableRandom random, int count) {
    float[] scores = new float[count];
    for (int i = 0; i < count; i++) {
      scores[i] = (float) random.nextDouble();
    }
    return scores;
  }
}
