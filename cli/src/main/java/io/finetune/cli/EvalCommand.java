package io.finetune.cli;

import io.finetune.evaluation.CheckpointEvaluation;
import io.finetune.evaluation.Evaluated;
import io.finetune.evaluation.Evaluated.Part;
import io.finetune.evaluation.EvaluatedJson;
import io.finetune.evaluation.EvaluatedText;
import io.finetune.predict.Checkpoint;
import io.finetune.run.Choices;
import io.finetune.run.Settings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code finetune eval}: scores a checkpoint on any dataset or part of one. */
@Command(
    name = "eval",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpWidth = 100,
    description = {
      "Scores a trained network on any dataset or part of one.",
      "Top-1 and top-5 accuracy of a classifier; COCO's twelve numbers of a detector, for boxes and"
          + " masks. Without --dataset on the run's own test images, with the numbers of the run's own"
          + " evaluation."
    },
    footer = {
      "",
      "Example: finetune eval --checkpoint runs/resnet50-cub200-sgd_gc",
      "Example: finetune eval --checkpoint runs/resnet50-cub200-sgd_gc --dataset folder:more --json"
          + " more.json",
      "Classes of checkpoint and dataset are matched by name. Images are treated as the checkpoint"
          + " says."
    })
final class EvalCommand implements Callable<Integer> {

  /** The parts, as they are written. */
  enum Split {
    train,
    test
  }

  @Spec private CommandSpec spec;

  @Option(
      names = "--checkpoint",
      required = true,
      paramLabel = "RUN_DIR|FILE",
      description =
          "the folder of a run, whose best.safetensors is taken, or a file such as its"
              + " last.safetensors")
  private Path checkpoint;

  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      completionCandidates = TableNames.OfDatasets.class,
      description = "the dataset (finetune list datasets), such as folder:DIR (default: the run's)")
  private String dataset;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "the folder or archive that holds it (default: the run's, for its own dataset)")
  private String dataDir;

  @Option(
      names = "--split",
      paramLabel = "train|test",
      defaultValue = "test",
      description = "which part of it (default: ${DEFAULT-VALUE})")
  private Split split;

  @Option(names = "--per-class", description = "show a table of the classes, too")
  private boolean perClass;

  @Option(names = "--json", paramLabel = "FILE", description = "write all numbers as JSON, in full")
  private Path json;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      description = "images at once (default: as in the run; another moves the last digits)")
  private String batchSize;

  @Option(
      names = "--score-threshold",
      paramLabel = "X",
      description = "of a detector: the score a detection must exceed (default: as in the run)")
  private String scoreThreshold;

  @Option(
      names = "--test-fraction",
      paramLabel = "X",
      description = "share held out where a dataset has no split (default: as in the run)")
  private String testFraction;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "decides which samples are held out (default: as in the run)")
  private String seed;

  @Mixin private ComputeOptions compute;

  @Override
  public Integer call() {
    Choices choices = choices();
    Checkpoint trained = Checkpoint.read(checkpoint);
    if (scoreThreshold != null && !trained.detects()) {
      throw new ParameterException(
          spec.commandLine(),
          "--score-threshold is for detectors; "
              + checkpoint
              + " holds a classifier: leave it out");
    }
    PrintWriter out = spec.commandLine().getOut();
    ImageProgress progress = new ImageProgress("evaluated", spec.commandLine().getErr());
    Evaluated done =
        CheckpointEvaluation.of(trained)
            .choose(choices)
            .part(split == Split.train ? Part.TRAIN : Part.TEST)
            .onReady(facts -> show(out, facts))
            .onProgress(progress::add)
            .run();
    show(out, EvaluatedText.lines(done, perClass));
    if (!done.skipped().isEmpty()) {
      done.skipped().forEach(sample -> out.println("left out: " + sample.reason()));
      out.println(done.skipped().size() + " broken images were left out");
    }
    if (json != null) {
      EvaluatedJson.write(done, json);
      out.println("scores: " + json.toAbsolutePath().normalize());
    }
    out.flush();
    return 0;
  }

  private static void show(PrintWriter out, List<String> lines) {
    lines.forEach(out::println);
    out.flush();
  }

  private Choices choices() {
    Choices choices = compute.choices();
    choices = compute.with(choices, Settings.DATASET, dataset);
    choices = compute.with(choices, Settings.DATA_DIR, dataDir);
    choices = compute.with(choices, Settings.BATCH_SIZE, batchSize);
    choices = compute.with(choices, Settings.SCORE_THRESHOLD, scoreThreshold);
    choices = compute.with(choices, Settings.TEST_FRACTION, testFraction);
    return compute.with(choices, Settings.SEED, seed);
  }
}
