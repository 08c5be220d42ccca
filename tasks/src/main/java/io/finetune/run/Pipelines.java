package io.finetune.run;

import io.finetune.image.CenterCrop;
import io.finetune.image.ColorJitter;
import io.finetune.image.HorizontalFlip;
import io.finetune.image.PadAndCrop;
import io.finetune.image.Pipeline;
import io.finetune.image.Preprocessing;
import io.finetune.image.RandomResizedCrop;
import io.finetune.image.Resize;
import io.finetune.image.Resizing;
import io.finetune.image.Transform;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns the settings of a run into what is done to its images. */
final class Pipelines {

  private static final List<Float> CIFAR10_MEAN = List.of(0.4914f, 0.4822f, 0.4465f);
  private static final List<Float> CIFAR10_STD = List.of(0.2470f, 0.2435f, 0.2616f);

  private Pipelines() {}

  /** What is done to a test image, and to every image the trained model will see. */
  static Preprocessing test(Choices choices) {
    int size = choices.get(Settings.IMAGE_SIZE);
    int resize = choices.get(Settings.RESIZE);
    String normalization = choices.get(Settings.NORMALIZATION);
    Optional<Resizing> resizing = resize == 0 ? Optional.empty() : Optional.of(new Resize(resize));
    return switch (normalization) {
      case "cifar10" -> new Preprocessing(resizing, size, size, CIFAR10_MEAN, CIFAR10_STD);
      case "cifar100" ->
          new Preprocessing(
              resizing, size, size, Preprocessing.CIFAR_MEAN, Preprocessing.CIFAR_STD);
      default ->
          new Preprocessing(
              resizing, size, size, Preprocessing.IMAGENET_MEAN, Preprocessing.IMAGENET_STD);
    };
  }

  /** What is done to a training image. */
  static Pipeline train(Choices choices) {
    int size = choices.get(Settings.IMAGE_SIZE);
    int resize = choices.get(Settings.RESIZE);
    String crop = choices.get(Settings.TRAIN_CROP);
    List<Transform> steps = new ArrayList<>();
    if (crop.equals("random_resized")) {
      steps.add(new RandomResizedCrop(size));
    } else {
      if (resize > 0) {
        steps.add(new Resize(resize));
      }
      steps.add(
          crop.equals("padded")
              ? new PadAndCrop(size, choices.get(Settings.PADDING))
              : new CenterCrop(size, size));
    }
    if (choices.get(Settings.FLIP) > 0) {
      steps.add(new HorizontalFlip(choices.get(Settings.FLIP)));
    }
    double jitter = choices.get(Settings.COLOR_JITTER);
    if (jitter > 0) {
      steps.add(new ColorJitter(jitter, jitter, jitter, 0));
    }
    return new Pipeline(steps);
  }
}
