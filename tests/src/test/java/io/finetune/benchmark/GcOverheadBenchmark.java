package io.finetune.benchmark;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.finetune.data.BatchIterator;
import io.finetune.optim.CentralizedOptimizer;
import io.finetune.train.DeviceBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Times what Gradient Centralization costs: one network, its steps made by {@code sgd} and {@code
 * sgd_gc} in turn, so that whatever else the machine does falls on both alike. Which of the two
 * comes first changes from pair to pair.
 */
@Command(name = "GcOverheadBenchmark", mixinStandardHelpOptions = true)
final class GcOverheadBenchmark implements Callable<Integer> {

  @Mixin private StepSettings settings;

  @Option(names = "--base", defaultValue = "sgd", description = "the optimizer without GC")
  private String base;

  @Option(names = "--steps", defaultValue = "20", description = "steps of each of the two")
  private int steps;

  /** The steps of one optimizer. */
  private record Side(CentralizedOptimizer optimizer, List<Double> whole, List<Double> update) {
    Side(CentralizedOptimizer optimizer) {
      this(optimizer, new ArrayList<>(), new ArrayList<>());
    }
  }

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new GcOverheadBenchmark()).execute(arguments));
  }

  @Override
  public Integer call() {
    int pairs = settings.warmup + steps;
    try (SyntheticTraining training = new SyntheticTraining(settings, 2 * pairs);
        CentralizedOptimizer plain = StepSettings.optimizer(base);
        CentralizedOptimizer centralized = StepSettings.optimizer(base + "_gc");
        BatchIterator<Integer> batches = training.loader.epoch(0)) {
      ParameterStore store = new ParameterStore(training.manager, false);
      Side without = new Side(plain);
      Side with = new Side(centralized);
      for (int i = 0; i < pairs; i++) {
        List<Side> order = i % 2 == 0 ? List.of(without, with) : List.of(with, without);
        order.forEach(side -> step(training, store, batches, side));
      }
      report(training, without, with);
    }
    return 0;
  }

  private static void step(
      SyntheticTraining training, ParameterStore store, BatchIterator<Integer> batches, Side side) {
    long start = System.nanoTime();
    try (NDManager scope = training.manager.newSubManager();
        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      DeviceBatch<Integer> batch = training.normalizer.apply(scope, batches.next());
      NDArray loss = training.task.losses(batch, store).values().iterator().next();
      collector.backward(loss);
      // A read, so that a GPU has finished the gradients when the update's time begins.
      if (!Float.isFinite(loss.getFloat())) {
        throw new IllegalStateException("the loss of the synthetic training is not finite");
      }
    }
    long update = System.nanoTime();
    side.optimizer.step(training.parameters, StepSettings.LEARNING_RATE);
    // The same for the update itself.
    NDArray last = training.parameters.parameters().get(0).parameter().getArray();
    try (NDArray sum = last.stopGradient().sum()) {
      sum.getFloat();
    }
    long end = System.nanoTime();
    side.whole.add((end - start) / 1e9);
    side.update.add((end - update) / 1e9);
  }

  private void report(SyntheticTraining training, Side without, Side with) {
    double step = median(without.whole);
    double gc = median(with.whole);
    double update = median(without.update);
    double gcUpdate = median(with.update);
    new Measurement()
        .with("benchmark", "gc_overhead")
        .with("peer", "finetune")
        .with("model", settings.model)
        .with("batch", settings.batch)
        .with("size", settings.size)
        .with("threads", settings.threads)
        .with("mode", training.precision.name().toLowerCase(Locale.ROOT) + " " + base)
        .with("steps", steps)
        .with("seconds_per_step", step)
        .with("gc_seconds_per_step", gc)
        .with("step_ratio", gc / step)
        .with("update_seconds", update)
        .with("gc_update_seconds", gcUpdate)
        .with("update_ratio", gcUpdate / update)
        .with("overhead", (gcUpdate - update) / step)
        .print();
  }

  private double median(List<Double> seconds) {
    return Measurement.median(seconds.subList(settings.warmup, seconds.size()));
  }
}
