package io.finetune.classification;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.ParameterStore;
import io.finetune.DataException;
import io.finetune.block.Classifier;
import io.finetune.kernel.Kernels;
import io.finetune.train.DeviceBatch;
import io.finetune.train.Evaluation;
import io.finetune.train.Task;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Image classification: one label an image, cross entropy, top-1 and top-5 accuracy. */
public final class ClassificationTask implements Task<Integer> {

  private final Classifier network;
  private final int classes;
  private final double labelSmoothing;
  private final Supplier<Optional<LabelWitness>> witness;

  /**
   * Constructs the task.
   *
   * @param network the network, initialised
   * @param classes how many logits it has
   * @param labelSmoothing share of the target spread evenly over all classes, 0 to below 1
   */
  public ClassificationTask(Classifier network, int classes, double labelSmoothing) {
    this(network, classes, labelSmoothing, Optional::empty);
  }

  /**
   * Constructs a task whose evaluations are watched.
   *
   * @param network the network, initialised
   * @param classes how many logits it has
   * @param labelSmoothing share of the target spread evenly over all classes, 0 to below 1
   * @param witness asked at the start of every evaluation who is told what it finds
   */
  public ClassificationTask(
      Classifier network,
      int classes,
      double labelSmoothing,
      Supplier<Optional<LabelWitness>> witness) {
    this.network = network;
    this.classes = classes;
    this.labelSmoothing = labelSmoothing;
    this.witness = witness;
  }

  @Override
  public Classifier network() {
    return network;
  }

  @Override
  public Map<String, NDArray> losses(DeviceBatch<Integer> batch, ParameterStore store) {
    NDArray labels = labels(batch);
    Kernels kernels = Kernels.on(batch.images().getDevice());
    try (NDArray logits = network.forward(store, new NDList(batch.images()), true).head()) {
      NDArray loss =
          kernels.crossEntropy(batch.images().getManager(), logits, labels, labelSmoothing);
      return Map.of("cross_entropy", loss);
    }
  }

  @Override
  public Evaluation<Integer> evaluation() {
    return new Accuracy(this, Math.min(5, classes), witness.get());
  }

  @Override
  public String mainMetric() {
    return Accuracy.TOP1;
  }

  /** Copies the labels to the device, after checking that each is one of the classes. */
  NDArray labels(DeviceBatch<Integer> batch) {
    List<Integer> targets = batch.targets();
    long[] labels = new long[targets.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = targets.get(i);
      if (labels[i] < 0 || labels[i] >= classes) {
        throw new DataException(
            "label "
                + labels[i]
                + " of sample "
                + batch.ids().get(i)
                + " is out of range: the dataset has "
                + classes
                + " classes, 0 to "
                + (classes - 1));
      }
    }
    return batch.images().getManager().create(labels);
  }
}
