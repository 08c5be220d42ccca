package io.finetune.cli;

import io.finetune.FinetuneException;
import io.finetune.Folders;
import io.finetune.coco.CocoInstances;
import io.finetune.data.ImageInputs;
import io.finetune.data.SkippedSample;
import io.finetune.predict.Checkpoint;
import io.finetune.predict.CocoIds;
import io.finetune.predict.ObjectPredictor;
import io.finetune.predict.PredictionFolder;
import io.finetune.run.Choices;
import io.finetune.run.Choices.Origin;
import io.finetune.run.Setting;
import io.finetune.run.Settings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code finetune predict}: draws and lists what a trained detector finds on images. */
@Command(
    name = "predict",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpWidth = 100,
    description =
        "Draws what a trained detector finds on images (boxes, classes, scores, masks) into PNG"
            + " files, and lists it in COCO's results format.",
    footer = {
      "",
      "Example: finetune predict --checkpoint runs/maskrcnn-photos --out found street.jpg photos",
      "Without --annotations image ids are 1, 2, ... in the order of the images, category ids 1, 2,"
          + " ... in that of the classes; images.json in the output folder says which is which.",
      "To score a model, give --annotations and --score-threshold 0.05, then see finetune coco-eval."
    })
final class PredictCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "IMAGE",
      description =
          "image files, and folders whose images are all taken (not those of sub-folders)")
  private List<Path> inputs;

  @Option(
      names = "--checkpoint",
      required = true,
      paramLabel = "RUN_DIR|FILE",
      description = "the folder of a run, whose best.safetensors is taken, or such a file")
  private Path checkpoint;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "where to write, a folder that is empty or not there")
  private Path folder;

  @Option(
      names = "--results",
      paramLabel = "FILE",
      description = "the results file, replaced if it is there (default: results.json in --out)")
  private Path results;

  @Option(
      names = "--annotations",
      paramLabel = "FILE",
      description =
          "an instances_*.json that has the images: take image ids from it by file name, category"
              + " ids by class name")
  private Path annotations;

  @Option(
      names = "--score-threshold",
      paramLabel = "X",
      description = "draw and list what has a score above this (default: 0.5)")
  private String scoreThreshold;

  @Option(
      names = "--detections",
      paramLabel = "N",
      description = "objects of an image, at most (default: as in training, usually 100)")
  private String detections;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      description =
          "images at once (default: 1). Images of unlike shapes are padded to one, which moves"
              + " numbers a little")
  private String batchSize;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "threads that decode (default: one a processor)")
  private String workers;

  @Option(
      names = "--skip-broken",
      description = "leave out and list images that cannot be decoded, in place of stopping")
  private boolean skipBroken;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "auto, cpu, gpu or gpu:N (default: auto)")
  private String device;

  @Option(
      names = "--precision",
      paramLabel = "auto|fp32|bf16",
      description = "dtype of the computation (default: auto)")
  private String precision;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "CPU threads an operator computes with (default: 0, one a processor)")
  private String threads;

  @Override
  public Integer call() {
    Choices choices = choices();
    ImageInputs images = ImageInputs.of(inputs);
    Folders.requireEmpty(folder.toAbsolutePath().normalize());
    Checkpoint trained = Checkpoint.read(checkpoint);
    List<String> classes = trained.facts().classes();
    CocoIds ids =
        annotations == null
            ? CocoIds.numbered(images, classes)
            : CocoIds.of(CocoInstances.read(annotations), images, classes);
    PrintWriter out = spec.commandLine().getOut();
    try (ObjectPredictor predictor = ObjectPredictor.load(trained, choices)) {
      predictor.describe().forEach(out::println);
      out.flush();
      try (PredictionFolder written =
          PredictionFolder.create(folder, Optional.ofNullable(results), ids, classes)) {
        List<SkippedSample> skipped = predict(predictor, images, written);
        written.finish(skipped);
        conclude(written, skipped.size());
      }
    }
    return 0;
  }

  private List<SkippedSample> predict(
      ObjectPredictor predictor, ImageInputs images, PredictionFolder written) {
    ImageProgress progress = new ImageProgress("drawn", spec.commandLine().getErr());
    return predictor.predict(
        images,
        found -> {
          written.add(found);
          progress.add(found.index() + 1, images.size());
        });
  }

  private void conclude(PredictionFolder written, int skipped) {
    PrintWriter out = spec.commandLine().getOut();
    if (skipped > 0) {
      out.printf(
          Locale.ROOT,
          "%d broken images were left out, listed in %s%n",
          skipped,
          written.folder().resolve("skipped.txt"));
    }
    out.printf(
        Locale.ROOT,
        "%d objects on %d images: %s%n",
        written.objects(),
        written.pictures(),
        written.folder());
    if (written.objects() == 0) {
      out.println(
          "no object has a score above the threshold; a lower --score-threshold shows more");
    }
    out.println("results: " + written.results());
    out.flush();
  }

  private Choices choices() {
    Choices choices = Choices.NONE.with(Settings.SKIP_BROKEN, skipBroken, Origin.USER);
    choices = with(choices, Settings.SCORE_THRESHOLD, scoreThreshold);
    choices = with(choices, Settings.DETECTIONS, detections);
    choices = with(choices, Settings.BATCH_SIZE, batchSize);
    choices = with(choices, Settings.WORKERS, workers);
    choices = with(choices, Settings.DEVICE, device);
    choices = with(choices, Settings.PRECISION, precision);
    return with(choices, Settings.THREADS, threads);
  }

  private Choices with(Choices choices, Setting<?> setting, String text) {
    if (text == null) {
      return choices;
    }
    try {
      return choices.withText(setting, text, Origin.USER);
    } catch (FinetuneException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
