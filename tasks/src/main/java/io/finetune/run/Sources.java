package io.finetune.run;

import ai.djl.nn.Parameter;
import io.finetune.block.ConvStyle;
import io.finetune.block.Layer;
import io.finetune.block.Norm;
import io.finetune.card.ModelCards;
import io.finetune.data.BrokenImages;
import io.finetune.data.DataLoader;
import io.finetune.data.Dataset;
import io.finetune.data.DatasetOptions;
import io.finetune.data.Datasets;
import io.finetune.data.Instances;
import io.finetune.data.Split;
import io.finetune.download.Download;
import io.finetune.image.Pipeline;
import io.finetune.weight.LoadReport;
import io.finetune.weight.WeightSource;
import io.finetune.weight.WeightSources;
import io.finetune.weight.Weights;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.function.Function;

/** Opens what a run reads: its dataset and its pretrained weights. */
final class Sources {

  private Sources() {}

  static Split<Integer> images(Choices choices) {
    return Datasets.open(choices.get(Settings.DATASET), options(choices));
  }

  static Split<Instances> scenes(Choices choices) {
    return Datasets.openInstances(choices.get(Settings.DATASET), options(choices));
  }

  private static DatasetOptions options(Choices choices) {
    return new DatasetOptions(
        choices.find(Settings.DATA_DIR).map(Path::of),
        choices.get(Settings.DOWNLOAD),
        DatasetOptions.defaultCache(),
        choices.get(Settings.TEST_FRACTION),
        choices.get(Settings.SEED));
  }

  /** Starts the settings of a loader: those that do not depend on what is learned. */
  static <T> DataLoader.Builder<T> loader(Choices choices, Dataset<T> dataset, Pipeline pipeline) {
    return DataLoader.builder(dataset, pipeline)
        .batchSize(choices.get(Settings.BATCH_SIZE))
        .seed(choices.get(Settings.SEED))
        .workers(choices.get(Settings.WORKERS))
        .brokenImages(choices.get(Settings.SKIP_BROKEN) ? BrokenImages.SKIP : BrokenImages.FAIL);
  }

  /** How the convolutions of the network are normalised. */
  static ConvStyle style(Choices choices) {
    Norm norm =
        switch (choices.get(Settings.NORM)) {
          case "group" -> Norm.GROUP;
          case "frozen_batch" -> Norm.FROZEN_BATCH;
          default -> Norm.BATCH;
        };
    return new ConvStyle(
        new Norm(norm.kind(), choices.get(Settings.NORM_EPS), norm.groups()),
        choices.get(Settings.WEIGHT_STANDARDIZATION));
  }

  /** A line about a dataset. */
  static String describe(String part, Dataset<?> dataset) {
    return part + ": " + dataset.description() + ": " + dataset.size() + " images";
  }

  /** A line about a network. */
  static String describe(Choices choices, Layer network) {
    return String.format(
        Locale.ROOT,
        "model: %s, %,d parameters, %,d of them trained",
        choices.get(Settings.MODEL_NAME),
        count(network.named().values(), false),
        count(network.named().values(), true));
  }

  private static long count(Collection<Parameter> parameters, boolean trained) {
    return parameters.stream()
        .filter(p -> p.getType() == Parameter.Type.WEIGHT && (!trained || p.requiresGradient()))
        .mapToLong(p -> p.getShape().size())
        .sum();
  }

  /** Whether the pretrained weights can be read without fetching anything. */
  static boolean areAtHand(Choices choices) {
    WeightSource source =
        InitialWeights.of(choices.get(Settings.MODEL_NAME), choices.get(Settings.WEIGHTS)).source();
    if (source instanceof WeightSource.Remote remote) {
      return remote.uri().getScheme().equals("file")
          || WeightSources.holds(Download.cacheFolder(), remote.uri());
    }
    return !(source instanceof WeightSource.DjlZoo);
  }

  /**
   * Reads the pretrained weights.
   *
   * @param put puts them into the network and says what it took
   * @return what was loaded from where, for people
   */
  static String load(Choices choices, Function<Weights, LoadReport> put) {
    WeightSources sources =
        new WeightSources(
            Download.cacheFolder(), WeightSources.DJL_ZOO, ModelCards::shipped, (done, all) -> {});
    return InitialWeights.of(choices.get(Settings.MODEL_NAME), choices.get(Settings.WEIGHTS))
        .load(sources, put);
  }
}
