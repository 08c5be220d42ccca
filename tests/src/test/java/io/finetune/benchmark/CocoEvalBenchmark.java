package io.finetune.benchmark;

import com.sun.management.OperatingSystemMXBean;
import io.finetune.coco.CocoDetections;
import io.finetune.coco.CocoEvaluator;
import io.finetune.coco.CocoInstances;
import io.finetune.coco.CocoScores;
import io.finetune.coco.CocoSettings;
import io.finetune.coco.IouType;
import io.finetune.coco.Metric;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Times reading and scoring a results file, the counterpart of {@code peers/coco_eval.py time}. The
 * times are those of a fresh process; {@code warm_seconds} is the median of more rounds of scoring,
 * after the peak of memory was read.
 */
@Command(name = "CocoEvalBenchmark", mixinStandardHelpOptions = true)
final class CocoEvalBenchmark implements Callable<Integer> {

  /** Reads of the annotations after the first; the compiler of the JVM has settled by then. */
  private static final int READS = 25;

  @Option(names = "--annotations", required = true)
  private Path annotations;

  @Option(names = "--results", required = true)
  private Path results;

  @Option(names = "--iou", required = true, description = "${COMPLETION-CANDIDATES}")
  private IouType iou;

  @Option(names = "--rounds", defaultValue = "5", description = "rounds after the first")
  private int rounds;

  private final OperatingSystemMXBean process =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private double seconds;
  private double cpuSeconds;

  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new CocoEvalBenchmark())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments));
  }

  @Override
  public Integer call() {
    CocoInstances truth = timed(() -> CocoInstances.read(annotations));
    double load = seconds;
    CocoDetections found = timed(() -> CocoDetections.read(results));
    double read = seconds;
    CocoSettings settings = CocoSettings.of(iou);
    CocoScores scores = timed(() -> CocoEvaluator.evaluate(truth, found, settings));
    double first = seconds;
    double firstCpu = cpuSeconds;
    double peak = ProcessMemory.peakMib();
    List<Double> warm = new ArrayList<>();
    List<Double> warmCpu = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      timed(() -> CocoEvaluator.evaluate(truth, found, settings));
      warm.add(seconds);
      warmCpu.add(cpuSeconds);
    }
    List<Double> again = new ArrayList<>();
    for (int i = 0; i < READS; i++) {
      timed(() -> CocoInstances.read(annotations));
      again.add(seconds);
    }
    Measurement line =
        new Measurement()
            .with("benchmark", "coco_eval")
            .with("peer", "finetune")
            .with("iou", iou == IouType.BBOX ? "bbox" : "segm")
            .with("images", scores.images())
            .with("objects", truth.objects())
            .with("detections", found.size())
            .with("load_seconds", load)
            .with("load_again_seconds", Measurement.median(again))
            .with("results_seconds", read)
            .with("seconds", first)
            .with("cpu_seconds", firstCpu);
    if (!warm.isEmpty()) {
      line.with("warm_seconds", Measurement.median(warm))
          .with("warm_cpu_seconds", Measurement.median(warmCpu));
    }
    line.with("peak_mib", peak)
        .with("stats", Stream.of(Metric.values()).map(m -> scores.metric(m).orElse(-1)).toList())
        .print();
    return 0;
  }

  private <T> T timed(Supplier<T> work) {
    long start = System.nanoTime();
    long busy = process.getProcessCpuTime();
    T result = work.get();
    seconds = (System.nanoTime() - start) / 1e9;
    cpuSeconds = (process.getProcessCpuTime() - busy) / 1e9;
    return result;
  }
}
