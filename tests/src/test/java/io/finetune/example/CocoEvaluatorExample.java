package io.finetune.example;

import ai.djl.modality.cv.output.DetectedObjects;
import ai.djl.modality.cv.output.DetectedObjects.DetectedObject;
import ai.djl.modality.cv.output.Rectangle;
import io.finetune.coco.CocoEvaluator;
import io.finetune.coco.CocoEvaluator.Detection;
import io.finetune.region.Box;
import java.util.List;
import java.util.Optional;

/** The example of docs/coco.md, word for word between the two lines that say so. */
public final class CocoEvaluatorExample {

  private CocoEvaluatorExample() {}

  // docs begin
  /** Takes what a DJL detector found, whose boxes are shares of the image's sides. */
  static void add(
      CocoEvaluator evaluator,
      List<String> classes,
      long imageId,
      int height,
      int width,
      List<CocoEvaluator.Truth> truth,
      DetectedObjects found) {
    List<Detection> detections =
        found.<DetectedObject>items().stream()
            .map(
                object -> {
                  Rectangle box = object.getBoundingBox().getBounds();
                  return new Detection(
                      classes.indexOf(object.getClassName()),
                      object.getProbability(),
                      new Box(
                          box.getX() * width,
                          box.getY() * height,
                          box.getWidth() * width,
                          box.getHeight() * height),
                      Optional.empty());
                })
            .toList();
    evaluator.add(imageId, truth, detections);
  }
  // docs end
}
