package io.finetune.benchmark;

import io.finetune.optim.CentralizedOptimizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Times steps of the training loop itself: batch from the loader, normalise, forward, loss,
 * backward, read the loss, optimizer step and zeroing, report. The counterpart of {@code
 * peers/train_step.py}.
 */
@Command(name = "TrainStepBenchmark", mixinStandardHelpOptions = true)
final class TrainStepBenchmark implements Callable<Integer> {

  @Mixin private StepSettings settings;

  @Option(names = "--optimizer", defaultValue = "sgd_gc")
  private String optimizer;

  @Option(names = "--steps", defaultValue = "10")
  private int steps;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new TrainStepBenchmark()).execute(arguments));
  }

  @Override
  public Integer call() {
    int all = settings.warmup + steps;
    List<Long> ends = new ArrayList<>();
    try (SyntheticTraining training = new SyntheticTraining(settings, all);
        CentralizedOptimizer made = StepSettings.optimizer(optimizer)) {
      double loss = training.train(made, all, step -> ends.add(System.nanoTime()));
      List<Double> seconds = new ArrayList<>();
      for (int i = Math.max(1, settings.warmup); i < all; i++) {
        seconds.add((ends.get(i) - ends.get(i - 1)) / 1e9);
      }
      report(training, seconds, loss);
    }
    return 0;
  }

  private void report(SyntheticTraining training, List<Double> seconds, double loss) {
    double median = Measurement.median(seconds);
    new Measurement()
        .with("benchmark", "train_step")
        .with("peer", "finetune")
        .with("model", settings.model)
        .with("batch", settings.batch)
        .with("size", settings.size)
        .with("threads", settings.threads)
        .with("mode", training.precision.name().toLowerCase(Locale.ROOT) + " " + optimizer)
        .with("steps", seconds.size())
        .with("seconds_per_step", median)
        .with("min_seconds", Measurement.min(seconds))
        .with("max_seconds", Measurement.max(seconds))
        .with("images_per_second", settings.batch / median)
        .with("last_loss", loss)
        .print();
  }
}
