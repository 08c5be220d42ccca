package io.finetune.detection;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.finetune.DataException;
import io.finetune.box.ImageSize;
import io.finetune.data.Batch;
import io.finetune.data.Instances;
import io.finetune.image.RgbImage;
import io.finetune.train.DeviceBatch;
import io.finetune.train.Feed;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Brings images of their own sizes to a detector: mirrored where the view says so, normalised,
 * resized and padded on the device. The targets stay as they are stored; whoever needs them in the
 * network's pixels asks {@link InputSizes} for the same view.
 */
public final class DetectionIntake implements Feed.Intake<Instances> {

  private final ImageResizer resizer;
  private final ViewOf views;

  /** Decides what becomes of an image. */
  @FunctionalInterface
  private interface ViewOf {
    InputSizes.View of(ImageSize stored, long seed);
  }

  private DetectionIntake(ImageResizer resizer, ViewOf views) {
    this.resizer = resizer;
    this.views = views;
  }

  /**
   * For training.
   *
   * @param resizer makes the batch
   * @param sizes decides the views
   */
  public static DetectionIntake train(ImageResizer resizer, InputSizes sizes) {
    return new DetectionIntake(resizer, sizes::train);
  }

  /**
   * For evaluation.
   *
   * @param resizer makes the batch
   * @param sizes decides the views
   */
  public static DetectionIntake test(ImageResizer resizer, InputSizes sizes) {
    return new DetectionIntake(resizer, (stored, seed) -> sizes.test(stored));
  }

  @Override
  public DeviceBatch<Instances> apply(NDManager scope, Batch<Instances> batch) {
    List<NDArray> pictures = new ArrayList<>();
    List<ImageSize> sizes = new ArrayList<>();
    try (batch) {
      for (int i = 0; i < batch.size(); i++) {
        RgbImage image = batch.images().get(i);
        requireSize(image, batch.targets().get(i), batch.ids().get(i));
        InputSizes.View view =
            views.of(new ImageSize(image.height(), image.width()), batch.seeds().get(i));
        sizes.add(view.size());
        pictures.add(ImageResizer.picture(scope, image, view.mirrored()));
      }
    }
    NDArray images = resizer.batch(scope, pictures, sizes).images();
    pictures.forEach(NDArray::close);
    return new DeviceBatch<>(images, batch.targets(), batch.ids(), batch.seeds());
  }

  private static void requireSize(RgbImage image, Instances target, String id) {
    if (image.height() != target.height() || image.width() != target.width()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s is %dx%d pixels (height x width), its annotations say %dx%d: the boxes would lie"
                  + " elsewhere. Annotate the image as it is, or turn it if it carries an EXIF"
                  + " orientation.",
              id,
              image.height(),
              image.width(),
              target.height(),
              target.width()));
    }
  }
}
