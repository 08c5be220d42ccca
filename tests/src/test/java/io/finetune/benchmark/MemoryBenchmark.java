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
        .with("steps", mib.size())
        .with("first_mib", mib.get(0))
        .with("last_mib", mib.get(mib.size() - 1))
        .with("min_mib", Measurement.min(mib))
        .with("max_mib", Measurement.max(mib))
        .with("mib_per_100_steps", 100 * slope(mib))
        .print();
  }

  /** The slope of the least-squares line through values at 0, 1, 2, ... */
  static double slope(List<Double> values) {
    double middle = (values.size() - 1) / 2.0;
    double mean = values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    double products = 0;
    double squares = 0;
    for (int i = 0; i < values.size(); i++) {
      products += (i - middle) * (values.get(i) - mean);
      squares += (i - middle) * (i - middle);
    }
    return squares == 0 ? 0 : products / squares;
  }
}
