package io.finetune.export;

import io.finetune.coco.CocoEvaluator.Detection;
import io.finetune.image.RgbImage;
import io.finetune.predict.Checkpoint;
import io.finetune.predict.ObjectPredictor;
import io.finetune.region.Rle;
import io.finetune.run.Choices;
import io.finetune.run.Choices.Origin;
import io.finetune.run.Settings;
import java.util.List;
import java.util.Optional;

/** Compares two detectors by what they find on an image, however unlikely. */
final class DetectorOutputs {

  private static final Probe PROBE = new Probe(1, 192, 256);
  private static final Choices EVERYTHING =
      Choices.NONE
          .with(Settings.SCORE_THRESHOLD, 0.0, Origin.USER)
          .with(Settings.DEVICE, "cpu", Origin.USER)
          .with(Settings.PRECISION, "fp32", Origin.USER);

  private DetectorOutputs() {}

  static Comparison compare(String by, Checkpoint original, Checkpoint written) {
    List<Detection> expected = find(original);
    List<Detection> actual = find(written);
    Comparison numbers = Comparison.between(by, numbers(expected), numbers(actual));
    return masks(expected).equals(masks(actual))
        ? numbers
        : new Comparison(by, Double.POSITIVE_INFINITY, 1);
  }

  private static List<Detection> find(Checkpoint checkpoint) {
    try (ObjectPredictor predictor = ObjectPredictor.load(checkpoint, EVERYTHING);
        RgbImage image = PROBE.image()) {
      return predictor.predict(image);
    }
  }

  private static float[] numbers(List<Detection> objects) {
    float[] numbers = new float[6 * objects.size()];
    int i = 0;
    for (Detection object : objects) {
      numbers[i++] = object.label();
      numbers[i++] = (float) object.score();
      numbers[i++] = (float) object.box().x();
      numbers[i++] = (float) object.box().y();
      numbers[i++] = (float) object.box().x2();
      numbers[i++] = (float) object.box().y2();
    }
    return numbers;
  }

  private static List<Optional<Rle>> masks(List<Detection> objects) {
    return objects.stream().map(Detection::mask).toList();
  }
}
