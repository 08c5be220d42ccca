package io.finetune.export;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.finetune.block.FormulaWeights;
import io.finetune.image.Preprocessing;
import io.finetune.predict.Checkpoint;
import io.finetune.run.Choices;
import io.finetune.run.Choices.Origin;
import io.finetune.run.ClassifierNetwork;
import io.finetune.run.ModelFacts;
import io.finetune.run.Settings;
import io.finetune.weight.Tensor;
import io.finetune.weight.Weights;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Checkpoints of networks that were not trained but filled by a formula, norms included. */
final class Trained {

  static final int CLASSES = 7;
  static final List<String> NAMES =
      IntStream.range(0, CLASSES).mapToObj(i -> "Kind " + i + ", größer").toList();

  private Trained() {}

  /** Norm and weight standardization of a network. */
  static Choices style(String norm, boolean standardized) {
    return Choices.NONE
        .with(Settings.NORM, norm, Origin.USER)
        .with(Settings.NORM_EPS, 1e-5, Origin.USER)
        .with(Settings.WEIGHT_STANDARDIZATION, standardized, Origin.USER);
  }

  /** A network of batch norms, seeing squares of 48 pixels cut from images of 56. */
  static Checkpoint checkpoint(Path folder, String model) {
    return checkpoint(folder, model, style("batch", false), Preprocessing.imagenet(56, 48));
  }

  static Checkpoint checkpoint(
      Path folder, String model, Choices style, Preprocessing preprocessing) {
    Path file = folder.resolve(model + ".safetensors");
    ModelFacts facts = new ModelFacts(model, "photos", NAMES, preprocessing.toMap(), style);
    Map<String, String> metadata = new LinkedHashMap<>(facts.toMetadata());
    metadata.put("metric.top1", "0.75");
    new Weights(tensors(model, style), metadata).write(file);
    return Checkpoint.read(file);
  }

  private static Map<String, Tensor> tensors(String model, Choices style) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      Choices choices = style.with(Settings.MODEL_NAME, model, Origin.USER);
      var network = ClassifierNetwork.of(choices, CLASSES).network();
      network.initialize(manager);
      FormulaWeights.fill(network);
      network.state().forEach((name, array) -> tensors.put(name, Tensor.of(array)));
    }
    return tensors;
  }
}
