package io.finetune.benchmark;

import io.finetune.optim.CentralizedOptimizer;
import io.finetune.optim.Optimizers;
import picocli.CommandLine.Option;

/** The flags of benchmarks that train, with the defaults the comparison is made at. */
final class StepSettings {

  /** ImageNet's, as the peer's torchvision model has them. */
  static final int CLASSES = 1000;

  static final double LEARNING_RATE = 1e-3;

  @Option(names = "--model", defaultValue = "resnet50")
  String model;

  @Option(names = "--batch", defaultValue = "8")
  int batch;

  @Option(names = "--size", defaultValue = "224")
  int size;

  @Option(names = "--threads", defaultValue = "2")
  int threads;

  @Option(names = "--precision", defaultValue = "auto", description = "auto, fp32 or bf16")
  String precision;

  @Option(names = "--device", defaultValue = "cpu")
  String device;

  @Option(names = "--warmup", defaultValue = "3", description = "steps that are not timed")
  int warmup;

  /** SGD with momentum and decay as the peer has it, or any other optimizer of the table. */
  static CentralizedOptimizer optimizer(String name) {
    Optimizers.Entry entry = Optimizers.named(name);
    return entry.create(
        entry.defaults().toBuilder()
            .learningRate(LEARNING_RATE)
            .momentum(0.9)
            .weightDecay(1e-4)
            .build());
  }
}
