package io.finetune.example;

import io.finetune.weight.Tensor;
import io.finetune.weight.Weights;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The example of docs/api.md about weight files. */
public final class WeightsExample {

  private WeightsExample() {}

  // docs begin
  /** Copies a checkpoint of any format into safetensors, without its head. */
  static void convert(Path checkpoint, Path safetensors) {
    Weights weights = Weights.read(checkpoint).model();
    Map<String, Tensor> body = new HashMap<>(weights.tensors());
    body.keySet().removeIf(name -> name.startsWith("fc."));
    new Weights(body, Map.of("format", "pt")).write(safetensors);
  }
  // docs end
}
