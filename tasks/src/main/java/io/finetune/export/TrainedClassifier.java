package io.finetune.export;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.finetune.CheckpointException;
import io.finetune.WeightException;
import io.finetune.image.Preprocessing;
import io.finetune.kernel.Kernels;
import io.finetune.predict.Checkpoint;
import io.finetune.run.Choices;
import io.finetune.run.Choices.Origin;
import io.finetune.run.ClassifierNetwork;
import io.finetune.run.ModelFacts;
import io.finetune.run.Settings;
import io.finetune.weight.Tensor;
import io.finetune.weight.WeightLoading;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A classifier as its checkpoint has it, on the CPU in float32: what exports are compared with. */
final class TrainedClassifier implements AutoCloseable {

  private final Checkpoint checkpoint;
  private final Preprocessing preprocessing;
  private final ClassifierNetwork network;
  private final NDManager manager;

  private TrainedClassifier(Checkpoint checkpoint, Choices choices) {
    this.checkpoint = checkpoint;
    preprocessing = Preprocessing.fromMap(checkpoint.facts().preprocessing());
    network = ClassifierNetwork.of(choices, checkpoint.facts().classes().size());
    manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    try {
      network.network().initialize(manager);
      WeightLoading.apply(ModelWeights.of(checkpoint), network.network().state(), List.of());
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /**
   * Loads a classifier.
   *
   * @throws CheckpointException if the checkpoint does not say how its network was built, or its
   *     tensors do not fit it
   */
  static TrainedClassifier load(Checkpoint checkpoint) {
    ModelFacts facts = checkpoint.facts();
    for (var setting : List.of(Settings.NORM, Settings.NORM_EPS, Settings.WEIGHT_STANDARDIZATION)) {
      if (facts.settings().find(setting).isEmpty()) {
        throw new CheckpointException(
            checkpoint.file()
                + " does not say how its network was built: its metadata have no 'setting."
                + setting.name()
                + "', and there is no config.yaml of its run beside it. Put that there");
      }
    }
    try {
      return new TrainedClassifier(
          checkpoint, facts.settings().with(Settings.MODEL_NAME, facts.model(), Origin.CONFIG));
    } catch (WeightException e) {
      throw new CheckpointException(checkpoint.file() + " cannot be used: " + e.getMessage(), e);
    }
  }

  ModelFacts facts() {
    return checkpoint.facts();
  }

  Map<String, String> metadata() {
    return ModelWeights.metadata(checkpoint);
  }

  Preprocessing preprocessing() {
    return preprocessing;
  }

  /** Tells the network to whoever takes it down. */
  void tell(Transcript transcript, NetworkInput input) {
    NetworkSteps.tell(network, input, transcript);
  }

  /**
   * The tensors that inference takes, by torchvision's names. Weights that are standardized before
   * each use are so here, once for all; a network that takes pixels has scale and shift besides.
   */
  Map<String, Tensor> weights(NetworkInput input) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    try (NDManager scope = manager.newSubManager()) {
      if (input == NetworkInput.PIXELS) {
        tensors.putAll(normalization(scope));
      }
      network.network().state().forEach((name, array) -> tensors.put(name, fixed(scope, array)));
    }
    return tensors;
  }

  /** (value / 255 - mean) / std as value * scale - shift. */
  private Map<String, Tensor> normalization(NDManager scope) {
    float[] scale = new float[3];
    float[] shift = new float[3];
    for (int i = 0; i < 3; i++) {
      scale[i] = 1 / (255 * preprocessing.std().get(i));
      shift[i] = preprocessing.mean().get(i) / preprocessing.std().get(i);
    }
    Shape shape = new Shape(1, 3, 1, 1);
    return Map.of(
        NetworkSteps.NORMALIZATION + ".scale", Tensor.of(scope.create(scale, shape)),
        NetworkSteps.NORMALIZATION + ".shift", Tensor.of(scope.create(shift, shape)));
  }

  private Tensor fixed(NDManager scope, NDArray array) {
    boolean convolution = array.getShape().dimension() == 4;
    return Tensor.of(
        convolution && network.style().standardized()
            ? Kernels.on(Device.cpu()).standardize(scope, array)
            : array);
  }

  /** Classifies images of a formula: logits (N, K), row-major. */
  float[] logits(Probe probe) {
    return logits(probe.normalized(preprocessing), probe.count(), probe.height(), probe.width());
  }

  /** Classifies normalised values (N, 3, H, W). */
  float[] logits(float[] values, int count, int height, int width) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray images = scope.create(values, new Shape(count, 3, height, width));
      ParameterStore store = new ParameterStore(manager, false);
      NDArray logits = network.network().forward(store, new NDList(images), false).head();
      return requireFinite(logits.toFloatArray());
    }
  }

  private float[] requireFinite(float[] logits) {
    for (float logit : logits) {
      if (!Float.isFinite(logit)) {
        throw new CheckpointException(
            checkpoint.file()
                + " computes "
                + logit
                + " for an ordinary image, so there is nothing to export: its training has"
                + " diverged. Give an earlier checkpoint");
      }
    }
    return logits;
  }

  @Override
  public void close() {
    manager.close();
  }
}
