package io.finetune.export;

import io.finetune.predict.Checkpoint;
import io.finetune.weight.Tensor;
import io.finetune.weight.Weights;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** Weights alone, in torchvision's names, of classifiers and detectors. */
final class StateDictExport {

  private static final String BY = "read back and run by finetune";

  private StateDictExport() {}

  static Comparison safetensors(Checkpoint checkpoint, NetworkInput input, Path file) {
    Weights weights = ModelWeights.of(checkpoint);
    weights.write(file);
    return compare(checkpoint, weights, file);
  }

  static Comparison pth(Checkpoint checkpoint, NetworkInput input, Path file) throws IOException {
    Weights weights = ModelWeights.of(checkpoint);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
      weights.writeTorch(out);
    }
    return compare(checkpoint, weights, file);
  }

  private static Comparison compare(Checkpoint original, Weights weights, Path file) {
    Checkpoint written = Checkpoint.read(file);
    if (!isSame(weights.tensors(), written.weights().tensors())) {
      return new Comparison(BY, Double.POSITIVE_INFINITY, 1);
    }
    return original.detects()
        ? DetectorOutputs.compare(BY, original, written)
        : logits(original, written);
  }

  private static boolean isSame(Map<String, Tensor> expected, Map<String, Tensor> actual) {
    return expected.keySet().equals(actual.keySet())
        && expected.entrySet().stream()
            .allMatch(entry -> isSame(entry.getValue(), actual.get(entry.getKey())));
  }

  private static boolean isSame(Tensor expected, Tensor actual) {
    return expected.type() == actual.type()
        && Arrays.equals(expected.shape(), actual.shape())
        && expected.data().equals(actual.data());
  }

  private static Comparison logits(Checkpoint original, Checkpoint written) {
    try (TrainedClassifier expected = TrainedClassifier.load(original);
        TrainedClassifier actual = TrainedClassifier.load(written)) {
      return Probe.of(expected.preprocessing()).stream()
          .map(probe -> Comparison.between(BY, expected.logits(probe), actual.logits(probe)))
          .reduce(Comparison::or)
          .orElseThrow();
    }
  }
}
