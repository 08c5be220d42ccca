package io.finetune.image;

import java.util.random.RandomGenerator;

/**
 * One step from a decoded image to the pixels of a batch. A transform holds no state: all that is
 * random in it is drawn from the generator it is given, so the same draws give the same image.
 */
public interface Transform {

  /**
   * Applies this step.
   *
   * @param image the input, which stays open and unchanged
   * @param random the source of every random choice
   * @return a new image that the caller closes, or {@code image} itself where nothing is to be done
   */
  RgbImage apply(RgbImage image, RandomGenerator random);

  /** Returns this step and its numbers in a few words, for the settings printed before training. */
  String describe();

  /**
   * Returns how much smaller an image may be decoded when this step comes first: the largest whole
   * factor by which both sides can shrink so that this step, drawing the same random numbers, still
   * only shrinks. Steps that keep the image's own scale answer 1.
   *
   * @param height rows of the image as stored
   * @param width columns of the image as stored
   * @param random a generator in the state in which {@link #apply} will receive it
   * @return a factor of at least 1
   */
  default int reduction(int height, int width, RandomGenerator random) {
    return 1;
  }
}
