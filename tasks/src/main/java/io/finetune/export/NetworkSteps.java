package io.finetune.export;

import io.finetune.block.Classifier;
import io.finetune.block.Norm;
import io.finetune.block.ResNetSpec;
import io.finetune.export.Transcript.Conv;
import io.finetune.run.ClassifierNetwork;

/**
 * Tells a classifier step by step: the arrangement of {@link io.finetune.block.ResNet} as a list of
 * operators. That both are the same is checked by every export, which compares their outputs.
 */
final class NetworkSteps {

  /** What the tensors of a normalisation inside the network are called. */
  static final String NORMALIZATION = "normalization";

  private final ResNetSpec spec;
  private final Norm norm;
  private final Transcript transcript;

  private NetworkSteps(ClassifierNetwork network, Transcript transcript) {
    spec = network.spec();
    norm = network.style().norm();
    this.transcript = transcript;
  }

  static void tell(ClassifierNetwork network, NetworkInput input, Transcript transcript) {
    NetworkSteps steps = new NetworkSteps(network, transcript);
    String images =
        input == NetworkInput.PIXELS
            ? transcript.normalization(input.label(), NORMALIZATION)
            : input.label();
    String pooled = transcript.averagePool(steps.stages(steps.stem(images)), "avgpool");
    transcript.output(pooled, Classifier.HEAD);
  }

  private String stem(String images) {
    boolean small = spec.stem() == ResNetSpec.Stem.CIFAR;
    Conv conv = small ? new Conv("conv1", 1, 1, 1) : new Conv("conv1", 2, 3, 1);
    String x = transcript.relu(unit(images, conv, "bn1"), "relu");
    return small ? x : transcript.maxPool(x, "maxpool");
  }

  private String stages(String entry) {
    String x = entry;
    int channels = spec.width();
    for (int stage = 0; stage < spec.blocks().size(); stage++) {
      for (int i = 0; i < spec.blocks().get(stage); i++) {
        int stride = stage > 0 && i == 0 ? 2 : 1;
        boolean projected = stride > 1 || channels != spec.channels(stage);
        x = block(x, "layer" + (stage + 1) + "." + i + ".", stride, projected);
        channels = spec.channels(stage);
      }
    }
    return x;
  }

  private String block(String x, String prefix, int stride, boolean projected) {
    Conv projection = new Conv(prefix + "downsample.0", stride, 0, 1);
    String shortcut = projected ? unit(x, projection, prefix + "downsample.1") : x;
    String y = spec.bottleneck() ? bottleneck(x, prefix, stride) : basic(x, prefix, stride);
    return transcript.relu(transcript.sum(y, shortcut, prefix + "add"), prefix + "relu");
  }

  private String basic(String x, String prefix, int stride) {
    String y = unit(x, new Conv(prefix + "conv1", stride, 1, 1), prefix + "bn1");
    y = transcript.relu(y, prefix + "relu1");
    return unit(y, new Conv(prefix + "conv2", 1, 1, 1), prefix + "bn2");
  }

  private String bottleneck(String x, String prefix, int stride) {
    String y = unit(x, new Conv(prefix + "conv1", 1, 0, 1), prefix + "bn1");
    y = transcript.relu(y, prefix + "relu1");
    y = unit(y, new Conv(prefix + "conv2", stride, 1, spec.groups()), prefix + "bn2");
    y = transcript.relu(y, prefix + "relu2");
    return unit(y, new Conv(prefix + "conv3", 1, 0, 1), prefix + "bn3");
  }

  private String unit(String x, Conv conv, String normName) {
    return switch (norm.kind()) {
      case BATCH, FROZEN_BATCH -> transcript.convBatch(x, conv, normName, norm.eps());
      case GROUP -> transcript.convGroup(x, conv, normName, norm.groups(), norm.eps());
      case NONE -> throw new AssertionError("a ResNet's convolutions have norms");
    };
  }
}
