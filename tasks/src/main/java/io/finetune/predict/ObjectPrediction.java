package io.finetune.predict;

import io.finetune.coco.CocoEvaluator.Detection;
import io.finetune.image.RgbImage;
import java.nio.file.Path;
import java.util.List;

/**
 * What was found on one image.
 *
 * @param index the image's place among those that were given
 * @param file the image's file
 * @param image its pixels, upright; closed by whoever gave this out, as soon as the call returns
 * @param objects what was found, best first: labels from 0, boxes and masks in the image's pixels
 */
public record ObjectPrediction(int index, Path file, RgbImage image, List<Detection> objects)
    implements Prediction {

  /** Copies the list. */
  public ObjectPrediction {
    objects = List.copyOf(objects);
  }
}
