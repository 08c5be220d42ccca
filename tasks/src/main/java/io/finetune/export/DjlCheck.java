package io.finetune.export;

import ai.djl.Application;
import ai.djl.Device;
import ai.djl.ModelException;
import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import io.finetune.FinetuneException;
import io.finetune.image.Preprocessing;
import io.finetune.image.Resize;
import io.finetune.image.ResizeExact;
import io.finetune.image.Resizing;
import io.finetune.image.RgbImage;
import io.finetune.report.Pictures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Classifies an image with a model folder as a DJL program does: nothing is given but the folder.
 * The image has the size that resizing would give it, so that no interpolation differs; the crop is
 * DJL's, which rounds half pixels down.
 */
final class DjlCheck {

  private static final String BY = "run by DJL's Criteria with its own translator";

  private DjlCheck() {}

  static Comparison compare(TrainedClassifier classifier, Path folder) throws IOException {
    Criteria<Image, Classifications> criteria =
        Criteria.builder()
            .setTypes(Image.class, Classifications.class)
            .optApplication(Application.CV.IMAGE_CLASSIFICATION)
            .optModelPath(folder)
            .optDevice(Device.cpu())
            .build();
    try (ZooModel<Image, Classifications> model = criteria.loadModel();
        Predictor<Image, Classifications> predictor = model.newPredictor();
        RgbImage image = image(classifier.preprocessing())) {
      Classifications found =
          predictor.predict(ImageFactory.getInstance().fromImage(Pictures.of(image)));
      if (!found.getClassNames().equals(classifier.facts().classes())) {
        return new Comparison(BY, Double.POSITIVE_INFINITY, 1);
      }
      return Comparison.between(
          BY, probabilities(classifier, image), floats(found.getProbabilities()));
    } catch (ModelException | TranslateException e) {
      throw new FinetuneException("DJL does not run what was written: " + e.getMessage(), e);
    }
  }

  private static RgbImage image(Preprocessing preprocessing) {
    int height = preprocessing.height();
    int width = preprocessing.width();
    Resizing resizing = preprocessing.resize().orElse(new ResizeExact(height, width));
    if (resizing instanceof Resize shorter) {
      int side = Math.max(shorter.size(), Math.max(height, width));
      return new Probe(1, shorter.size(), side).image();
    }
    ResizeExact exact = (ResizeExact) resizing;
    return new Probe(1, exact.height(), exact.width()).image();
  }

  private static float[] probabilities(TrainedClassifier classifier, RgbImage image) {
    Preprocessing preprocessing = classifier.preprocessing();
    int height = preprocessing.height();
    int width = preprocessing.width();
    try (RgbImage crop =
        image.crop((image.height() - height) / 2, (image.width() - width) / 2, height, width)) {
      float[] values = Probe.normalized(crop, preprocessing);
      return softmax(classifier.logits(values, 1, height, width));
    }
  }

  static float[] softmax(float[] logits) {
    double largest = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      largest = Math.max(largest, logit);
    }
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - largest);
    }
    float[] probabilities = new float[logits.length];
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] = (float) (Math.exp(logits[i] - largest) / sum);
    }
    return probabilities;
  }

  private static float[] floats(List<Double> values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i).floatValue();
    }
    return floats;
  }
}
