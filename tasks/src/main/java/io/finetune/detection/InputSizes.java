package io.finetune.detection;

import io.finetune.box.ImageSize;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How large an image enters the network, and whether mirrored.
 *
 * @param shortSides lengths of the short side in training, in pixels, one drawn for each image
 * @param testShortSide length of the short side in evaluation
 * @param longSide the greatest length of the long side
 * @param flip probability of mirroring in training, from 0 to 1
 */
public record InputSizes(List<Integer> shortSides, int testShortSide, int longSide, double flip) {

  /** Requires sides in order. */
  public InputSizes {
    shortSides = List.copyOf(shortSides);
    if (shortSides.isEmpty()
        || shortSides.stream().anyMatch(side -> side < 1 || side > longSide)
        || testShortSide < 1
        || testShortSide > longSide) {
      throw new IllegalArgumentException(
          "short sides "
              + shortSides
              + " and "
              + testShortSide
              + " must be at least 1 and at most the long side's "
              + longSide);
    }
  }

  /**
   * What becomes of an image.
   *
   * @param size its size in the network
   * @param mirrored whether left and right change places
   */
  public record View(ImageSize size, boolean mirrored) {}

  /**
   * Returns the view of a training image; a pure function of its arguments.
   *
   * @param stored the size of the stored image
   * @param seed of the sample
   */
  public View train(ImageSize stored, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int side = shortSides.get(random.nextInt(shortSides.size()));
    return new View(stored.resized(side, longSide), random.nextDouble() < flip);
  }

  /**
   * Returns the view of a test image.
   *
   * @param stored the size of the stored image
   */
  public View test(ImageSize stored) {
    return new View(stored.resized(testShortSide, longSide), false);
  }
}
