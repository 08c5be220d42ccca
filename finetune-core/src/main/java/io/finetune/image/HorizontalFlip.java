package io.finetune.image;

import java.util.Locale;
import java.util.random.RandomGenerator;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Mirrors left and right with a given probability.
 *
 * @param probability between 0 and 1
 */
public record HorizontalFlip(double probability) implements Transform {

  private static final int AROUND_VERTICAL_AXIS = 1;

  /** Requires a probability. */
  public HorizontalFlip {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException("a probability is within [0, 1], not " + probability);
    }
  }

  @Override
  public RgbImage apply(RgbImage image, RandomGenerator random) {
    if (random.nextDouble() >= probability) {
      return image;
    }
    Mat mirrored = new Mat();
    opencv_core.flip(image.mat(), mirrored, AROUND_VERTICAL_AXIS);
    return new RgbImage(mirrored);
  }

  @Override
  public String describe() {
    return String.format(Locale.ROOT, "horizontal flip %.2g", probability);
  }
}
