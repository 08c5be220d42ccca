package io.finetune.run;

import ai.djl.Device;
import io.finetune.block.Classifier;
import io.finetune.data.DatasetOptions;
import io.finetune.data.Datasets;
import io.finetune.data.Split;
import io.finetune.image.Preprocessing;
import io.finetune.kernel.Precision;
import io.finetune.train.Normalizer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

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
}
