package io.finetune.benchmark;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import io.finetune.block.Backbones;
import io.finetune.block.Classifier;
import io.finetune.block.ConvStyle;
import io.finetune.block.Norm;
import io.finetune.block.ResNet;
import io.finetune.classification.ClassificationTask;
import io.finetune.data.DataLoader;
import io.finetune.device.Devices;
import io.finetune.device.Precisions;
import io.finetune.image.Pipeline;
import io.finetune.kernel.Precision;
import io.finetune.optim.CentralizedOptimizer;
import io.finetune.optim.ParameterGroups;
import io.finetune.train.Feed;
import io.finetune.train.Normalizer;
import java.util.function.LongConsumer;

/** A network with random weights, its loss, and an endless supply of synthetic batches. */
final class SyntheticTraining implements AutoCloseable {

  private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
  private static final float[] STD = {0.229f, 0.224f, 0.225f};

  final Device device;
  final Precision precision;
  final NDManager manager;
  final ClassificationTask task;
  final ParameterGroups parameters;
  final Normalizer normalizer;
  final DataLoader<Integer> loader;

  /**
   * @param settings model, batch and hardware
   * @param steps how many batches an epoch holds at least
   */
  SyntheticTraining(StepSettings settings, int steps) {
    device = Devices.parse(settings.device);
    Devices.useThreads(settings.threads);
    precision = Precisions.parse(settings.precision, device);
    Engine.getEngine("PyTorch").setRandomSeed(0);
    manager = NDManager.newBaseManager(device, "PyTorch");
    ConvStyle style = new ConvStyle(Norm.BATCH, false);
    ResNet backbone = new ResNet(Backbones.get(settings.model).spec(), style);
    Classifier network = new Classifier(backbone, StepSettings.CLASSES);
    network.initialize(manager);
    task = new ClassificationTask(network, StepSettings.CLASSES, 0);
    parameters = ParameterGroups.of(network.named());
    normalizer = new Normalizer(device, MEAN, STD, precision);
    int images = settings.batch * (steps + 1);
    loader =
        DataLoader.builder(
                new SyntheticImages(images, settings.size, StepSettings.CLASSES), Pipeline.of())
            .imageSize(settings.size, settings.size)
            .batchSize(settings.batch)
            .workers(1)
            .build();
  }

  /**
   * Runs the toolkit's own loop for some steps.
   *
   * @param optimizer makes the steps
   * @param steps how many
   * @param afterStep told the number of every step when it is done, from 1
   * @return the loss of the last step
   */
  double train(CentralizedOptimizer optimizer, int steps, LongConsumer afterStep) {
    double[] loss = new double[1];
    new TimedLoop<>(device, task, parameters, new Feed<>(loader, normalizer::apply))
        .run(
            optimizer,
            steps,
            report -> {
              loss[0] = report.losses().get("loss");
              afterStep.accept(report.step());
            });
    return loss[0];
  }

  @Override
  public void close() {
    loader.close();
    normalizer.close();
    manager.close();
  }
}
