package io.finetune.benchmark;

import ai.djl.ndarray.NDArray;
import io.finetune.benchmark.HostSampler.Piece;
import io.finetune.optim.CentralizedOptimizer;
import io.finetune.region.Rle;
import io.finetune.train.StepReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Times a Mask R-CNN: a step of the training loop itself, or inference from images to pasted masks.
 * The counterpart of {@code peers/detection_step.py}. The first steps are not timed; after those
 * that are, some more tell which share of the time the host's own work takes.
 */
@Command(name = "DetectionBenchmark", mixinStandardHelpOptions = true)
final class DetectionBenchmark implements Callable<Integer> {

  /** What is measured. */
  enum What {
    TRAIN,
    INFERENCE
  }

  private static final List<Piece> PIECES =
      List.of(
          new Piece("anchors matched and drawn", "io.finetune.detection.ProposalTargets."),
          new Piece("proposals chosen", "io.finetune.detection.BoxDetector.propose"),
          new Piece("regions matched and drawn", "io.finetune.detection.DetectionTask.regions"),
          new Piece("pooling weights", "io.finetune.detection.RegionPooler."),
          new Piece("mask targets", "io.finetune.segmentation.MaskBranch."),
          new Piece("detections chosen", "io.finetune.box.DetectionFilter."),
          new Piece("masks pasted", "io.finetune.benchmark.SyntheticDetection.masks"),
          new Piece("waiting for data", "io.finetune.data.BatchIterator."));

  @Mixin private DetectionSettings settings;

  @Option(names = "--what", required = true, description = "${COMPLETION-CANDIDATES}")
  private What what;

  @Option(names = "--steps", defaultValue = "10")
  private int steps;

  @Option(names = "--sampled", defaultValue = "4", description = "steps after the timed ones")
  private int sampled;

  private final List<Long> ends = new ArrayList<>();
  private final Measurement line = new Measurement();
  private Map<String, Double> shares = Map.of();
  private double peakMib;
  private HostSampler sampler;

  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new DetectionBenchmark())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments));
  }

  @Override
  public Integer call() {
    if (steps < 1 || sampled < 1) {
      throw new IllegalArgumentException("--steps and --sampled are at least 1");
    }
    int all = settings.warmup + steps + sampled;
    try (SyntheticDetection detection = new SyntheticDetection(settings, all)) {
      describe(detection);
      ends.add(System.nanoTime());
      if (what == What.TRAIN) {
        train(detection, all);
      } else {
        detect(detection, all);
      }
    }
    report();
    return 0;
  }

  private void train(SyntheticDetection detection, int all) {
    List<StepReport> reports = new ArrayList<>();
    try (CentralizedOptimizer optimizer = StepSettings.optimizer(settings.optimizer)) {
      detection.train(
          optimizer,
          all,
          report -> {
            reports.add(report);
            stepIsDone();
          });
    }
    line.with("first_losses", reports.get(0).losses())
        .with("last_loss", reports.get(settings.warmup + steps - 1).losses().get("loss"));
  }

  private void detect(SyntheticDetection detection, int all) {
    List<NDArray> pictures = detection.pictures(settings.batch);
    List<List<Rle>> found = List.of();
    for (int i = 0; i < all; i++) {
      found = detection.detect(pictures);
      stepIsDone();
    }
    line.with("detections", found.stream().map(List::size).toList())
        .with(
            "mask_pixels",
            found.stream().mapToLong(masks -> masks.stream().mapToLong(Rle::area).sum()).sum());
  }

  private void stepIsDone() {
    ends.add(System.nanoTime());
    int done = ends.size() - 1;
    if (done == settings.warmup + steps) {
      peakMib = ProcessMemory.peakMib();
      sampler = new HostSampler(Thread.currentThread(), PIECES);
    } else if (done == settings.warmup + steps + sampled) {
      shares = sampler.shares();
    }
  }

  private void describe(SyntheticDetection detection) {
    String precision = detection.precision.name().toLowerCase(Locale.ROOT);
    line.with("benchmark", "detection_" + what.name().toLowerCase(Locale.ROOT))
        .with("peer", "finetune")
        .with("model", settings.model)
        .with("batch", settings.batch)
        .with("height", settings.height)
        .with("width", settings.width)
        .with("threads", settings.threads)
        .with("mode", what == What.TRAIN ? precision + " " + settings.optimizer : precision);
  }

  private void report() {
    List<Double> seconds = new ArrayList<>();
    for (int i = settings.warmup + 1; i <= settings.warmup + steps; i++) {
      seconds.add((ends.get(i) - ends.get(i - 1)) / 1e9);
    }
    double median = Measurement.median(seconds);
    line.with("steps", seconds.size())
        .with("seconds_per_step", median)
        .with("min_seconds", Measurement.min(seconds))
        .with("max_seconds", Measurement.max(seconds))
        .with("images_per_second", settings.batch / median)
        .with("peak_mib", peakMib);
    line.with("jvm_share", shares.values().stream().mapToDouble(Double::doubleValue).sum())
        .with("jvm_shares", shares)
        .print();
  }
}
