package io.finetune.example;

import io.finetune.coco.CocoEvaluator.Detection;
import io.finetune.data.ImageInputs;
import io.finetune.predict.ObjectPredictor;
import java.nio.file.Path;
import java.util.List;

/** The example of docs/predict.md, word for word between the two lines that say so. */
public final class PredictExample {

  private PredictExample() {}

  // docs begin
  /** Prints what a run's network finds on images, whatever their number. */
  static void print(Path run, List<Path> filesAndFolders) {
    try (ObjectPredictor predictor = ObjectPredictor.load(run)) {
      predictor.predict(
          ImageInputs.of(filesAndFolders),
          found -> {
            for (Detection object : found.objects()) {
              String name = predictor.classes().get(object.label());
              System.out.println(
                  found.file() + ": " + name + " " + object.score() + " " + object.box());
            }
          });
    }
  }
  // docs end
}
