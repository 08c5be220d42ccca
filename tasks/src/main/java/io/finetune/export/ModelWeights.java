package io.finetune.export;

import io.finetune.predict.Checkpoint;
import io.finetune.weight.Tensor;
import io.finetune.weight.Weights;
import java.util.LinkedHashMap;
import java.util.Map;

/** What of a checkpoint is handed on: the network's tensors, and what it takes to use them. */
final class ModelWeights {

  private static final String METRIC = "metric.";

  private ModelWeights() {}

  /** The tensors under torchvision's names, without the optimizer's, and the metadata. */
  static Weights of(Checkpoint checkpoint) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    checkpoint
        .weights()
        .model()
        .tensors()
        .forEach(
            (name, tensor) -> {
              // Names of a network are dotted; what a training resumes from has a slash.
              if (name.indexOf('/') < 0) {
                tensors.put(name, tensor);
              }
            });
    return new Weights(tensors, metadata(checkpoint));
  }

  /** Model, classes, preprocessing, settings of the network, and the scores it reached. */
  static Map<String, String> metadata(Checkpoint checkpoint) {
    Map<String, String> metadata = new LinkedHashMap<>(checkpoint.facts().toMetadata());
    checkpoint
        .weights()
        .metadata()
        .forEach(
            (name, value) -> {
              if (name.startsWith(METRIC)) {
                metadata.put(name, value);
              }
            });
    return metadata;
  }
}
