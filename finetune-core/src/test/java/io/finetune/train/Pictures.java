package io.finetune.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.finetune.block.Backbones;
import io.finetune.block.Classifier;
import io.finetune.block.ConvStyle;
import io.finetune.block.ResNet;
import io.finetune.data.DataLoader;
import io.finetune.data.Dataset;
import io.finetune.data.Sample;
import io.finetune.image.ImageSource;
import io.finetune.image.Pipeline;
import io.finetune.kernel.Kernels;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Pictures of 8 pixels in two classes, in their order; some of them spoil the batch they are in.
 *
 * @param numbers which pictures, each the same wherever it stands
 */
record Pictures(List<Integer> numbers) implements Dataset<Integer> {

  static final int BATCH = 2;
  private static final int SIDE = 8;
  private static final int CLASSES = 2;

  /** What is not finite about a batch. */
  enum Fault {
    NOTHING,
    LOSS,
    /** The loss is a number, its gradient is not. */
    GRADIENT
  }

  @Override
  public int size() {
    return numbers.size();
  }

  @Override
  public Sample<Integer> get(int index) {
    int number = numbers.get(index);
    byte[] pixels = new byte[3 * SIDE * SIDE];
    new Random(number).nextBytes(pixels);
    return new Sample<>(
        "picture " + number,
        new ImageSource.RgbPixels(SIDE, SIDE, pixels, 0, ImageSource.PixelLayout.HWC),
        number % CLASSES);
  }

  @Override
  public List<String> classes() {
    return List.of("even", "odd");
  }

  @Override
  public String name() {
    return "pictures";
  }

  @Override
  public String description() {
    return "drawn by chance";
  }

  DataLoader<Integer> loader() {
    return DataLoader.builder(this, Pipeline.of())
        .imageSize(SIDE, SIDE)
        .batchSize(BATCH)
        .workers(1)
        .build();
  }

  static Classifier network(NDManager owner) {
    Classifier network =
        new Classifier(
            new ResNet(Backbones.get("resnet20_cifar").spec(), ConvStyle.BATCH), CLASSES);
    network.initialize(owner);
    return network;
  }

  /** Tells even from odd; a batch with a picture of {@code bad} has a fault. */
  record Parity(Classifier network, Fault fault, List<String> bad) implements Task<Integer> {

    @Override
    public Map<String, NDArray> losses(DeviceBatch<Integer> batch, ParameterStore store) {
      NDManager scope = batch.images().getManager();
      NDArray logits = network.forward(store, new NDList(batch.images()), true).singletonOrThrow();
      long[] labels = batch.targets().stream().mapToLong(Integer::longValue).toArray();
      NDArray loss =
          Kernels.on(Device.cpu())
              .crossEntropy(scope, logits, scope.create(labels, new Shape(labels.length)), 0);
      boolean spoilt = batch.ids().stream().anyMatch(bad::contains);
      return Map.of("parity", spoilt ? spoil(loss) : loss);
    }

    private NDArray spoil(NDArray loss) {
      return switch (fault) {
        case NOTHING -> loss;
        case LOSS -> loss.mul(Float.NaN);
        // The root of zero is zero, and infinitely steep.
        case GRADIENT -> loss.add(loss.sub(loss.stopGradient()).sqrt());
      };
    }

    @Override
    public Evaluation<Integer> evaluation() {
      return new Evaluation<>() {
        @Override
        public void add(DeviceBatch<Integer> batch, ParameterStore store) {
          // What these tests look at is decided before the evaluation.
        }

        @Override
        public Map<String, Double> metrics() {
          return Map.of("top1", 0.5);
        }
      };
    }

    @Override
    public String mainMetric() {
      return "top1";
    }
  }
}
