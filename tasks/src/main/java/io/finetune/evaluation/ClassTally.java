package io.finetune.evaluation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.ParameterStore;
import io.finetune.block.Classifier;
import io.finetune.evaluation.ClassScores.OfClass;
import io.finetune.kernel.Kernels;
import io.finetune.train.DeviceBatch;
import io.finetune.train.Evaluation;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Counts by class how often a classifier is right, by the ranks that training counts. */
final class ClassTally implements Evaluation<Integer> {

  private static final int MOST = 5;

  private final Classifier network;
  private final List<String> classes;
  private final int k;
  private final int[] images;
  private final int[] top1;
  private final int[] topK;

  ClassTally(Classifier network, List<String> classes) {
    this.network = network;
    this.classes = classes;
    k = Math.min(MOST, classes.size());
    images = new int[classes.size()];
    top1 = new int[classes.size()];
    topK = new int[classes.size()];
  }

  @Override
  public void add(DeviceBatch<Integer> batch, ParameterStore store) {
    long[] labels = batch.targets().stream().mapToLong(Integer::longValue).toArray();
    Kernels kernels = Kernels.on(batch.images().getDevice());
    try (NDArray truth = batch.images().getManager().create(labels);
        NDArray logits = network.forward(store, new NDList(batch.images()), false).head();
        NDArray ranks = kernels.rankOfLabel(batch.images().getManager(), logits, truth)) {
      long[] before = ranks.toLongArray();
      for (int i = 0; i < before.length; i++) {
        int label = batch.targets().get(i);
        images[label]++;
        top1[label] += before[i] < 1 ? 1 : 0;
        topK[label] += before[i] < k ? 1 : 0;
      }
    }
  }

  ClassScores scores() {
    List<OfClass> perClass =
        IntStream.range(0, images.length)
            .mapToObj(label -> new OfClass(classes.get(label), images[label], top1[label]))
            .toList();
    return new ClassScores(sum(images), k, sum(top1), sum(topK), perClass);
  }

  private static int sum(int[] counts) {
    return IntStream.of(counts).sum();
  }

  @Override
  public Map<String, Double> metrics() {
    return scores().metrics();
  }
}
