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
 * Reads the resident memory of the process after every step of the training loop (Linux). The slope
 * is the least-squares line through the readings after the warm-up.
 */
@Command(name = "MemoryBenchmark", mixinStandardHelpOptions = true)
final class MemoryBenchmark implements Callable<Integer> {

  @Mixin private StepSettings settings;

  @Option(names = "--optimizer", defaultValue = "sgd_gc")
  private String optimizer;

  @Option(names = "--steps", defaultValue = "500")
  private int steps;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new MemoryBenchmark()).execute(arguments));
  }

  @Override
  public Integer call() {
    int all = settings.warmup + steps;
    List<Double> readings = new ArrayList<>();
    try (SyntheticTraining training = new SyntheticTraining(settings, all);
        CentralizedOptimizer made = StepSettings.optimizer(optimizer)) {
      training.train(made, all, step -> readings.add(ProcessMemory.residentMib()));
    }
    report(readings.subList(settings.warmup, all));
    return 0;
  }

  private void report(List<Double> mib) {
    new Measurement()
        .with("benchmark", "memory")
        .with("peer", "finetune")
        .with("model", settings.model)
        .with("batch", settings.batch)
        .with("size", settings.size)
        .with("mode", optimizer)
        .withMemory(mib)
        .print();
  }
}
