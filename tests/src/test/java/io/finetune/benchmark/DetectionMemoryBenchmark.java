package io.finetune.benchmark;

import io.finetune.optim.CentralizedOptimizer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Reads the resident memory of the process after every step of a detector's training, with images
 * of changing sizes (Linux). The slope is the least-squares line through the readings after the
 * warm-up.
 */
@Command(name = "DetectionMemoryBenchmark", mixinStandardHelpOptions = true)
final class DetectionMemoryBenchmark implements Callable<Integer> {

  @Mixin private DetectionSettings settings;

  @Option(names = "--steps", defaultValue = "300")
  private int steps;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new DetectionMemoryBenchmark()).execute(arguments));
  }

  @Override
  public Integer call() {
    int all = settings.warmup + steps;
    List<Double> readings = new ArrayList<>();
    try (SyntheticDetection detection = new SyntheticDetection(settings, all);
        CentralizedOptimizer optimizer = StepSettings.optimizer(settings.optimizer)) {
      detection.train(optimizer, all, report -> readings.add(ProcessMemory.residentMib()));
    }
    new Measurement()
        .with("benchmark", "detection_memory")
        .with("peer", "finetune")
        .with("model", settings.model)
        .with("batch", settings.batch)
        .with("height", settings.height)
        .with("width", settings.width)
        .with("short_sides", settings.shortSides)
        .with("mode", settings.optimizer)
        .withMemory(readings.subList(settings.warmup, all))
        .print();
    return 0;
  }
}
