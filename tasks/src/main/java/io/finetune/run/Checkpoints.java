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
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Stores a training in its run's folder at the end of every epoch and, within long ones, whenever
 * so much time has passed. A checkpoint that cannot be written does not end the training: that is
 * told, and the next one is the next attempt.
 */
final class Checkpoints implements Trainer.Keeper {

  private static final String METRIC = "metric.";

  private final CheckpointFiles files;
  private final Layer network;
  private final CentralizedOptimizer optimizer;
  private final Map<String, String> metadata;
  private final Duration interval;
  private final Consumer<String> warnings;
  private Map<String, Double> metrics = Map.of();
  private List<String> remarks = List.of();
  private long attempted = System.nanoTime();

  /** The best epoch so far, while it is not on the disk; until it is, nothing newer is stored. */
  private Weights waiting;

  private WeightException failure;

  /**
   * @param files the run's
   * @param network whose weights are stored
   * @param optimizer whose state is stored
   * @param metadata what it takes to use the model
   * @param interval the time from one checkpoint to the next within an epoch; zero for none
   * @param warnings told in a sentence when a checkpoint cannot be written, and when one can again
   */
  Checkpoints(
      CheckpointFiles files,
      Layer network,
      CentralizedOptimizer optimizer,
      Map<String, String> metadata,
      Duration interval,
      Consumer<String> warnings) {
    this.files = files;
    this.network = network;
    this.optimizer = optimizer;
    this.metadata = new LinkedHashMap<>(metadata);
    this.interval = interval;
    this.warnings = warnings;
  }

  @Override
  public boolean isDue() {
    return !interval.isZero() && System.nanoTime() - attempted >= interval.toNanos();
  }

  @Override
  public void keep(Progress progress, Map<String, Double> latest, boolean best) {
    if (!latest.isEmpty()) {
      metrics = latest;
    }
    try {
      store(state(progress), best);
      if (failure != null) {
        failure = null;
        warnings.accept("checkpoints are written again. " + files.describe());
      }
    } catch (WeightException e) {
      failure = e;
      warnings.accept(
          "NO CHECKPOINT WAS WRITTEN: "
              + e.getMessage()
              + " The training goes on, and tries again at the next checkpoint. "
              + files.describe());
    }
    attempted = System.nanoTime();
  }

  private void store(Weights state, boolean best) {
    if (best) {
      waiting = state;
    }
    if (waiting != null) {
      // First of all: the newer state would say that these are on the disk.
      files.store(waiting, true);
      waiting = null;
    }
    if (!best) {
      files.store(state, false);
    }
  }

  private Weights state(Progress progress) {
    Map<String, String> about = new LinkedHashMap<>(metadata);
    metrics.forEach((name, value) -> about.put(METRIC + name, Double.toString(value)));
    about.putAll(progress.toMap());
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    network.state().forEach((name, array) -> tensors.put(name, Tensor.of(array)));
    optimizer
        .state()
        .forEach((name, array) -> tensors.put(CheckpointFiles.OPTIMIZER + name, Tensor.of(array)));
    return new Weights(tensors, about);
  }

  /**
   * Requires that what was kept last is on the disk.
   *
   * @throws CheckpointException if not
   */
  void requireStored() {
    if (failure != null) {
      throw new CheckpointException(
          "the last weights could not be stored: "
              + failure.getMessage()
              + " "
              + files.describe()
              + "; what was trained since is lost",
          failure);
    }
  }

  /** The latest metrics that were kept. */
  Map<String, Double> metrics() {
    return metrics;
  }

  /**
   * Puts the network and the optimizer back to where the newest whole checkpoint was written.
   *
   * @return how far the training was
   * @throws CheckpointException if there is no checkpoint or it is of another network
   */
  Progress restore() {
    CheckpointFiles.Recovered found = files.recover();
    remarks = found.remarks();
    restore(found.file(), found.weights());
    metrics = metrics(found.weights().metadata());
    attempted = System.nanoTime();
    return found.progress();
  }

  private void restore(Path path, Weights stored) {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      Map<String, NDArray> state = new LinkedHashMap<>();
      Map<String, Tensor> weights = new LinkedHashMap<>();
      stored
          .tensors()
          .forEach(
              (name, tensor) -> {
                if (name.startsWith(CheckpointFiles.OPTIMIZER)) {
                  String own = name.substring(CheckpointFiles.OPTIMIZER.length());
                  state.put(own, tensor.toNDArray(manager));
                } else {
                  weights.put(name, tensor);
                }
              });
      WeightLoading.apply(new Weights(weights, Map.of()), network.state(), List.of());
      optimizer.restore(state);
    } catch (WeightException e) {
      throw new CheckpointException(path + " does not fit this run: " + e.getMessage(), e);
    }
  }

  /** What people should know of the folder that was restored from: damage, and what was done. */
  List<String> remarks() {
    return remarks;
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
    return files.describe();
  }
}
