package io.finetune.example;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.finetune.block.Backbones;
import io.finetune.block.Classifier;
import io.finetune.block.ConvStyle;
import io.finetune.block.ResNet;
import io.finetune.classification.ClassificationTask;
import io.finetune.data.Batch;
import io.finetune.data.BatchIterator;
import io.finetune.data.DataLoader;
import io.finetune.data.Dataset;
import io.finetune.image.HorizontalFlip;
import io.finetune.image.Pipeline;
import io.finetune.image.RandomResizedCrop;
import io.finetune.kernel.Precision;
import io.finetune.optim.AdamGc;
import io.finetune.optim.Centralization;
import io.finetune.optim.ParameterGroups;
import io.finetune.train.DeviceBatch;
import io.finetune.train.Normalizer;

/** The example of docs/api.md about a loop of one's own. */
public final class OwnLoopExample {

  private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
  private static final float[] STD = {0.229f, 0.224f, 0.225f};

  private OwnLoopExample() {}

  // docs begin
  /** One pass over a dataset with parts of the toolkit and no more of it; returns the mean loss. */
  static double epoch(Dataset<Integer> dataset, int side) {
    int classes = dataset.classes().size();
    Pipeline pipeline = Pipeline.of(new RandomResizedCrop(side), new HorizontalFlip(0.5));
    Classifier network =
        new Classifier(
            new ResNet(Backbones.get("resnet20_cifar").spec(), ConvStyle.BATCH), classes);
    ClassificationTask task = new ClassificationTask(network, classes, 0);
    double sum = 0;
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        DataLoader<Integer> loader =
            DataLoader.builder(dataset, pipeline)
                .imageSize(side, side)
                .batchSize(32)
                .shuffle(true)
                .build();
        Normalizer normalizer = new Normalizer(Device.cpu(), MEAN, STD, Precision.FP32);
        AdamGc optimizer = AdamGc.builder().optCentralization(Centralization.CONV_ONLY).build()) {
      network.initialize(manager);
      ParameterStore store = new ParameterStore(manager, false);
      ParameterGroups parameters = ParameterGroups.of(network.named()).withoutDecayOfVectors();
      try (BatchIterator<Integer> batches = loader.epoch(0)) {
        while (batches.hasNext()) {
          sum += step(task, store, normalizer, batches.next(), manager);
          optimizer.step(parameters, 1e-3);
        }
      }
      return sum / loader.batches();
    }
  }

  /** Leaves the gradients of a batch in the parameters; everything else is freed at once. */
  private static double step(
      ClassificationTask task,
      ParameterStore store,
      Normalizer normalizer,
      Batch<Integer> next,
      NDManager manager) {
    try (NDManager scope = manager.newSubManager();
        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      DeviceBatch<Integer> batch = normalizer.apply(scope, next);
      NDArray loss = task.losses(batch, store).get("cross_entropy");
      collector.backward(loss);
      return loss.getFloat();
    }
  }
  // docs end
}
