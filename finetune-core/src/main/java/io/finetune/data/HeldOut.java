package io.finetune.data;

import io.finetune.DataException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * A share of images held out for testing, where a dataset has no split of its own.
 *
 * @param train places of the images to learn from, ascending
 * @param test places of the images held out, ascending
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
record HeldOut(int[] train, int[] test) {

  /**
   * Draws the share: at least one image, never all, the same for the same seed and images.
   *
   * @param name of the dataset, for the message
   * @param place where the images are, for the message
   * @param images how many there are
   * @param options the share and the seed
   * @throws DataException if there are fewer than two images
   */
  static HeldOut of(String name, Path place, int images, DatasetOptions options) {
    if (images < 2) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "Dataset %s: %s has %d images, which cannot be split into training and test; "
                  + "add images.",
              name,
              place,
              images));
    }
    int[] order = EpochOrder.indices(images, true, options.seed(), 0, Shard.WHOLE, false);
    int held = (int) Math.rint(images * options.testFraction());
    held = Math.max(1, Math.min(images - 1, held));
    int[] test = Arrays.copyOfRange(order, 0, held);
    int[] train = Arrays.copyOfRange(order, held, images);
    Arrays.sort(test);
    Arrays.sort(train);
    return new HeldOut(train, test);
  }

  /** Says in words how a dataset was split. */
  static String describe(DatasetOptions options) {
    return String.format(
        Locale.ROOT, "a share of %s held out, seed %d", options.testFraction(), options.seed());
  }
}
