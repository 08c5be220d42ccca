package io.finetune.classification;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.ParameterStore;
import io.finetune.kernel.Kernels;
import io.finetune.train.DeviceBatch;
import io.finetune.train.Evaluation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Top-k accuracy: the share of images whose label is among the k classes of the largest logits.
 * Among equal logits the class of the smaller index comes first; a label whose logit is NaN is a
 * miss.
 */
final class Accuracy implements Evaluation<Integer> {

  static final String TOP1 = "top1";

  private final ClassificationTask task;
  private final int k;
  private final Optional<LabelWitness> witness;
  private long images;
  private long top1;
  private long topK;

  /**
   * @param task the network that predicts
   * @param k the larger k: 5, or the number of classes where there are fewer
   * @param witness told what is found
   */
  Accuracy(ClassificationTask task, int k, Optional<LabelWitness> witness) {
    this.task = task;
    this.k = k;
    this.witness = witness;
  }

  @Override
  public void add(DeviceBatch<Integer> batch, ParameterStore store) {
    Kernels kernels = Kernels.on(batch.images().getDevice());
    NDArray labels = task.labels(batch);
    try (NDArray logits = task.network().forward(store, new NDList(batch.images()), false).head();
        NDArray ranks = kernels.rankOfLabel(batch.images().getManager(), logits, labels)) {
      add(ranks.toLongArray());
      witness.ifPresent(each -> tell(each, batch, logits));
    }
  }

  private static void tell(LabelWitness witness, DeviceBatch<Integer> batch, NDArray logits) {
    try (NDArray probabilities = logits.softmax(1)) {
      witness.batch(batch.ids(), batch.targets(), probabilities.toFloatArray());
    }
  }

  /** Adds images by how many classes came before their label. */
  void add(long[] ranks) {
    for (long rank : ranks) {
      images++;
      top1 += rank < 1 ? 1 : 0;
      topK += rank < k ? 1 : 0;
    }
  }

  @Override
  public Map<String, Double> metrics() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    if (images > 0) {
      metrics.put(TOP1, (double) top1 / images);
      metrics.put("top" + k, (double) topK / images);
    }
    return metrics;
  }
}
