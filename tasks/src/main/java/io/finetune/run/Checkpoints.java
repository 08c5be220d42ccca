package io.finetune.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.finetune.CheckpointException;
import io.finetune.WeightException;
import io.finetune.block.Layer;
import io.finetune.optim.CentralizedOptimizer;
import io.finetune.train.Progress;
import io.finetune.train.Trainer;
import io.finetune.weight.Tensor;
import io.finetune.weight.WeightLoading;
import io.finetune.weight.Weights;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Stores a training in its run's folder: {@code last.safetensors} holds all that a resumed run
 * needs, {@code best.safetensors} the weights of the best epoch alone. Both carry what it takes to
 * use the model: its name, classes and preprocessing.
 */
final class Checkpoints implements Trainer.Keeper {

  static final String LAST = "last.safetensors";
  static final String BEST = "best.safetensors";
  private static final String OPTIMIZER = "optimizer/";
  private static final String METRIC = "metric.";

  private final RunDirectory directory;
  private final Layer network;
  private final CentralizedOptimizer optimizer;
  private final Map<String, String> metadata;
  private Map<String, Double> metrics = Map.of();

  /**
   * @param directory the run's folder
   * @param network whose weights are stored
   * @param optimizer whose state is stored
   * @param metadata what it takes to use the model
   */
  Checkpoints(
      RunDirectory directory,
      Layer network,
      CentralizedOptimizer optimizer,
      Map<String, String> metadata) {
    this.directory = directory;
    this.network = network;
    this.optimizer = optimizer;
    this.metadata = new LinkedHashMap<>(metadata);
  }

  @Override
  public void keep(Progress progress, Map<String, Double> latest, boolean best) {
    if (!latest.isEmpty()) {
      metrics = latest;
    }
    Map<String, String> about = new LinkedHashMap<>(metadata);
    metrics.forEach((name, value) -> about.put(METRIC + name, Double.toString(value)));
    Map<String, Tensor> weights = new LinkedHashMap<>();
    network.state().forEach((name, array) -> weights.put(name, Tensor.of(array)));
    if (best) {
      about.put("epoch", Integer.toString(progress.epoch()));
      new Weights(weights, about).write(directory.file(BEST));
      about.remove("epoch");
    }
    optimizer.state().forEach((name, array) -> weights.put(OPTIMIZER + name, Tensor.of(array)));
    about.putAll(progress.toMap());
    new Weights(weights, about).write(directory.file(LAST));
  }

  /** The latest metrics that were kept. */
  Map<String, Double> metrics() {
    return metrics;
  }

  /**
   * Puts the network and the optimizer back to where {@code last.safetensors} was written.
   *
   * @return how far the training was
   * @throws CheckpointException if there is no checkpoint or it is of another network
   */
  Progress restore() {
    Path path = directory.file(LAST);
    if (!Files.exists(path)) {
      throw new CheckpointException(
          "there is no "
              + LAST
              + " in "
              + directory.path()
              + ": the run ended before its first"
              + " checkpoint. Start it anew with --config "
              + directory.file("config.yaml"));
    }
    Weights stored = Weights.read(path);
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      Map<String, NDArray> state = new LinkedHashMap<>();
      Map<String, Tensor> weights = new LinkedHashMap<>();
      stored
          .tensors()
          .forEach(
              (name, tensor) -> {
                if (name.startsWith(OPTIMIZER)) {
                  state.put(name.substring(OPTIMIZER.length()), tensor.toNDArray(manager));
                } else {
                  weights.put(name, tensor);
                }
              });
      WeightLoading.apply(new Weights(weights, Map.of()), network.state(), List.of());
      optimizer.restore(state);
    } catch (WeightException e) {
      throw new CheckpointException(path + " does not fit this run: " + e.getMessage(), e);
    }
    metrics = metrics(stored.metadata());
    return Progress.fromMap(stored.metadata());
  }

  private static Map<String, Double> metrics(Map<String, String> metadata) {
    Map<String, Double> stored = new TreeMap<>();
    metadata.forEach(
        (name, value) -> {
          if (name.startsWith(METRIC)) {
            stored.put(name.substring(METRIC.length()), Double.valueOf(value));
          }
        });
    return stored;
  }

  /** Says for people what of the training is saved. */
  String describe() {
    Path last = directory.file(LAST);
    return Files.exists(last)
        ? "The last good checkpoint is " + last
        : "No checkpoint had been written yet";
  }
}
