package io.finetune.image;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * An ordered list of transforms, the whole way from a source to the pixels of a batch.
 *
 * @param steps the transforms, first to last
 */
public record Pipeline(List<Transform> steps) implements Transform {

  /** Copies the list. */
  public Pipeline {
    steps = List.copyOf(steps);
  }

  /**
   * Returns a pipeline of the given steps.
   *
   * @param steps the transforms, first to last
   */
  public static Pipeline of(Transform... steps) {
    return new Pipeline(List.of(steps));
  }

  /**
   * Decodes and transforms an image; a pure function of its arguments.
   *
   * @param source where the image comes from
   * @param seed decides every random choice
   * @return the result; the caller closes it
   * @throws io.finetune.DataException if the source cannot be read or decoded
   */
  public RgbImage read(ImageSource source, long seed) {
    // The decoder asks for the reduction before any pixel exists, so the first step's draws are
    // made once more from a generator of the same seed.
    RgbImage decoded =
        ImageDecoder.decode(
            source, (height, width) -> reduction(height, width, new SplittableRandom(seed)));
    try {
      RgbImage result = apply(decoded, new SplittableRandom(seed));
      if (result != decoded) {
        decoded.close();
      }
      return result;
    } catch (RuntimeException e) {
      decoded.close();
      throw e;
    }
  }

  @Override
  public RgbImage apply(RgbImage image, RandomGenerator random) {
    RgbImage current = image;
    for (Transform step : steps) {
      RgbImage next;
      try {
        next = step.apply(current, random);
      } catch (RuntimeException e) {
        closeUnless(image, current);
        throw e;
      }
      if (next != current) {
        closeUnless(image, current);
      }
      current = next;
    }
    return current;
  }

  private static void closeUnless(RgbImage kept, RgbImage image) {
    if (image != kept) {
      image.close();
    }
  }

  @Override
  public int reduction(int height, int width, RandomGenerator random) {
    return steps.isEmpty() ? 1 : steps.get(0).reduction(height, width, random);
  }

  @Override
  public String describe() {
    return steps.isEmpty()
        ? "none"
        : steps.stream().map(Transform::describe).collect(Collectors.joining(", "));
  }
}
