package io.finetune.run;

import ai.djl.Device;
import io.finetune.WeightException;
import io.finetune.block.Classifier;
import io.finetune.card.ModelCard;
import io.finetune.card.ModelCards;
import io.finetune.data.DatasetOptions;
import io.finetune.data.Datasets;
import io.finetune.data.Split;
import io.finetune.download.Checksum;
import io.finetune.download.Download;
import io.finetune.image.Preprocessing;
import io.finetune.kernel.Precision;
import io.finetune.train.Normalizer;
import io.finetune.weight.WeightLoading;
import io.finetune.weight.WeightSource;
import io.finetune.weight.WeightSources;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Opens what a run reads: its dataset and its pretrained weights. */
final class Sources {

  private Sources() {}

  static Split<Integer> data(Choices choices) {
    DatasetOptions options =
        new DatasetOptions(
            choices.find(Settings.DATA_DIR).map(Path::of),
            choices.get(Settings.DOWNLOAD),
            DatasetOptions.defaultCache(),
            choices.get(Settings.TEST_FRACTION),
            choices.get(Settings.SEED));
    return Datasets.open(choices.get(Settings.DATASET), options);
  }

  static Normalizer normalizer(Device device, Preprocessing preprocessing, Precision precision) {
    return new Normalizer(
        device, floats(preprocessing.mean()), floats(preprocessing.std()), precision);
  }

  private static float[] floats(List<Float> values) {
    float[] array = new float[values.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = values.get(i);
    }
    return array;
  }

  /**
   * Loads the pretrained weights into a network.
   *
   * @return what was loaded from where, for people
   */
  static String load(Choices choices, Classifier network) {
    String text = choices.get(Settings.WEIGHTS);
    String model = choices.get(Settings.MODEL_NAME);
    WeightSources sources =
        new WeightSources(
            Download.cacheFolder(), WeightSources.DJL_ZOO, ModelCards::shipped, (done, all) -> {});
    WeightSource source =
        text.equals("default") ? preferred(model) : WeightSource.parse(text, model);
    return sources
        .read(source)
        .map(
            weights ->
                describe(text, model)
                    + ": "
                    + WeightLoading.apply(weights, network.state(), Set.of(Classifier.HEAD + ".")))
        .orElse("none, random initial values");
  }

  private static String describe(String text, String model) {
    return text.equals("default")
        ? ModelCards.get(model).weights().get(0).name() + " of the model's card"
        : text;
  }

  /** The first source of the model's card. */
  private static WeightSource preferred(String model) {
    List<ModelCard.Weights> sources = ModelCards.get(model).weights();
    if (sources.isEmpty()) {
      throw new WeightException(
          "no pretrained weights are known for "
              + model
              + ": give a file with --weights, or train from scratch with --weights none");
    }
    ModelCard.Weights first = sources.get(0);
    return switch (first.kind()) {
      case SHIPPED -> new WeightSource.Shipped(model);
      case DJL -> WeightSource.parse(first.location(), model);
      case URL ->
          new WeightSource.Remote(
              URI.create(first.location()),
              first.sha256Prefix().map(Checksum::sha256).orElse(Checksum.unknown()));
    };
  }
}
