package io.finetune.benchmark;

import java.util.List;
import picocli.CommandLine.Option;

/** The flags of benchmarks of detectors, with the defaults the comparison is made at. */
final class DetectionSettings {

  @Option(names = "--model", defaultValue = "maskrcnn_resnet50_fpn", description = "a Mask R-CNN")
  String model;

  @Option(names = "--batch", defaultValue = "2")
  int batch;

  @Option(names = "--height", defaultValue = "480")
  int height;

  @Option(names = "--width", defaultValue = "640")
  int width;

  @Option(
      names = "--short-sides",
      split = ",",
      description = "sizes to draw from in training; by default that of the images")
  List<Integer> shortSides = List.of();

  @Option(names = "--threads", defaultValue = "2")
  int threads;

  @Option(names = "--precision", defaultValue = "auto", description = "auto, fp32 or bf16")
  String precision;

  @Option(names = "--device", defaultValue = "cpu")
  String device;

  @Option(names = "--optimizer", defaultValue = "sgd_gc")
  String optimizer;

  @Option(names = "--warmup", defaultValue = "2", description = "steps that are not timed")
  int warmup;
}
