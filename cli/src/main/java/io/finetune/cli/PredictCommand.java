package io.finetune.cli;

import io.finetune.FinetuneException;
import io.finetune.coco.CocoInstances;
import io.finetune.data.ImageInputs;
import io.finetune.data.ImageSearch;
import io.finetune.data.SkippedSample;
import io.finetune.predict.Checkpoint;
import io.finetune.predict.ClassPredictor;
import io.finetune.predict.CocoIds;
import io.finetune.predict.CsvTable;
import io.finetune.predict.JsonLines;
import io.finetune.predict.OutputFormat;
import io.finetune.predict.Prediction;
import io.finetune.predict.PredictionFolder;
import io.finetune.predict.PredictionOutput;
import io.finetune.predict.Predictor;
import io.finetune.run.Choices;
import io.finetune.run.Settings;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code finetune predict}: what a trained network says of images. */
@Command(
    name = "predict",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpWidth = 100,
    description = {
      "Says what images show: their class, or the objects on them.",
      "With a trained classifier or detector, as JSON lines, CSV, pictures, or COCO's results."
    },
    footer = {
      "",
      "Example: finetune predict --checkpoint runs/maskrcnn-photos --out found street.jpg photos",
      "Example: find . -name '*.jpg' | finetune predict --checkpoint runs/resnet50-cub200-sgd_gc -",
      "Quoted patterns are searched by finetune: \"photos/**/*.jpg\" looks into all folders.",
      "COCO's image ids are 1, 2, ... in the order of the images, category ids 1, 2, ... in that of"
          + " the classes, unless --annotations is given; images.json says which is which.",
      "To score a model, see finetune eval."
    })
final class PredictCommand implements Callable<Integer> {

  private static final String STANDARD_INPUT = "-";

  /** Takes an input as it is written. */
  static final class Verbatim implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      return text;
    }
  }

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      type = Path.class, // so that shells complete files
      converter = Verbatim.class, // but "*.jpg" is no path everywhere
      paramLabel = "IMAGE",
      description =
          "image files, folders whose images are taken, quoted patterns, and - for a list of them"
              + " on standard input, one a line")
  private List<String> inputs;

  @Option(
      names = "--checkpoint",
      required = true,
      paramLabel = "RUN_DIR|FILE",
      description = "the folder of a run, whose best.safetensors is taken, or such a file")
  private Path checkpoint;

  @Option(
      names = "--format",
      split = ",",
      paramLabel = "FORMAT",
      description =
          "jsonl, csv, png, coco, or several, joined by commas (default: jsonl; with --out png and"
              + " coco of objects, png and jsonl of classes)")
  private List<OutputFormat> formats;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "where to write, a folder that is empty or not there (default: jsonl or csv go to"
              + " standard output)")
  private Path folder;

  @Option(names = "--recursive", description = "take the images of folders within folders, too")
  private boolean recursive;

  @Option(
      names = "--top-k",
      paramLabel = "N",
      description = "classes named of an image, at most (default: 5)")
  private Integer top;

  @Option(
      names = "--score-threshold",
      paramLabel = "X",
      description = "objects with a score above this (default: 0.5)")
  private String scoreThreshold;

  @Option(
      names = "--detections",
      paramLabel = "N",
      description = "objects of an image, at most (default: as in training, usually 100)")
  private String detections;

  @Option(
      names = "--results",
      paramLabel = "FILE",
      description = "COCO's results file, replaced if it is there (default: results.json in --out)")
  private Path results;

  @Option(
      names = "--annotations",
      paramLabel = "FILE",
      description =
          "an instances_*.json that has the images: take image ids from it by file name, category"
              + " ids by class name")
  private Path annotations;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      description =
          "images at once (default: 32, of a detector 1: images of unlike shapes are padded to one,"
              + " which moves numbers a little)")
  private String batchSize;

  @Mixin private ComputeOptions compute;

  @Override
  public Integer call() {
    Choices choices = choices();
    requireSound();
    ImageInputs images = ImageSearch.find(named(), recursive);
    Checkpoint trained = Checkpoint.read(checkpoint);
    requireApplicable(trained.detects());
    Set<OutputFormat> chosen = formats(trained.detects());
    PrintWriter out = spec.commandLine().getOut();
    // Standard output is the predictions' where they go there.
    PrintWriter info = folder == null ? spec.commandLine().getErr() : out;
    PredictionFolder.Plan plan = plan(trained, images, chosen);
    int classes = top == null ? ClassPredictor.DEFAULT_TOP : top;
    try (Predictor<?> predictor = Predictor.load(trained, choices, classes)) {
      predictor.describe().forEach(info::println);
      info.flush();
      if (folder == null) {
        stream(predictor, images, plan, info);
      } else {
        fill(predictor, images, plan, info);
      }
    }
    info.flush();
    return 0;
  }

  private Choices choices() {
    Choices choices = compute.choices();
    choices = compute.with(choices, Settings.SCORE_THRESHOLD, scoreThreshold);
    choices = compute.with(choices, Settings.DETECTIONS, detections);
    return compute.with(choices, Settings.BATCH_SIZE, batchSize);
  }

  /** Refuses what cannot be meant, whatever the checkpoint. */
  private void requireSound() {
    if (top != null && top < 1) {
      throw wrong("--top-k does not take " + top + ": expected a whole number from 1");
    }
    if (folder != null) {
      return;
    }
    if (formats != null && (formats.size() > 1 || !formats.get(0).isText())) {
      throw wrong(
          "--out is missing: of the formats only jsonl or csv, and one of them, can go to"
              + " standard output; name a folder");
    }
    if (results != null || annotations != null) {
      throw wrong("--out is missing: --results and --annotations are for COCO's lists in a folder");
    }
  }

  /** Refuses flags that are for the other kind of network. */
  private void requireApplicable(boolean detects) {
    if (detects && top != null) {
      throw wrong("--top-k is for classifiers; " + checkpoint + " holds a detector: leave it out");
    }
    boolean coco = formats != null && formats.contains(OutputFormat.COCO);
    for (String flag :
        Stream.of(
                given("--score-threshold", scoreThreshold != null),
                given("--detections", detections != null),
                given("--results", results != null),
                given("--annotations", annotations != null),
                given("--format coco", coco))
            .flatMap(Optional::stream)
            .toList()) {
      if (!detects) {
        throw wrong(
            flag + " is for detectors; " + checkpoint + " holds a classifier: leave it out");
      }
    }
  }

  private static Optional<String> given(String flag, boolean given) {
    return given ? Optional.of(flag) : Optional.empty();
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private Set<OutputFormat> formats(boolean detects) {
    if (formats != null) {
      return EnumSet.copyOf(formats);
    }
    if (folder == null) {
      return EnumSet.of(OutputFormat.JSONL);
    }
    return EnumSet.of(OutputFormat.PNG, detects ? OutputFormat.COCO : OutputFormat.JSONL);
  }

  /** The inputs, with those of standard input in the place of "-". */
  private List<String> named() {
    return inputs.stream()
        .flatMap(input -> input.equals(STANDARD_INPUT) ? standardInput() : Stream.of(input))
        .toList();
  }

  private static Stream<String> standardInput() {
    return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
        .lines()
        .filter(line -> !line.isBlank());
  }

  private PredictionFolder.Plan plan(
      Checkpoint trained, ImageInputs images, Set<OutputFormat> chosen) {
    List<String> classes = trained.facts().classes();
    CocoIds ids =
        annotations == null
            ? CocoIds.numbered(images, classes)
            : CocoIds.of(CocoInstances.read(annotations), images, classes);
    return new PredictionFolder.Plan(
        chosen, Optional.ofNullable(results), ids, classes, trained.detects());
  }

  private void stream(
      Predictor<?> predictor, ImageInputs images, PredictionFolder.Plan plan, PrintWriter info) {
    PrintWriter out = spec.commandLine().getOut();
    try (PredictionOutput text =
        plan.formats().contains(OutputFormat.CSV)
            ? new CsvTable(out, plan.classes(), plan.objects())
            : new JsonLines(out, plan.classes())) {
      List<SkippedSample> skipped =
          predict(
              predictor,
              images,
              said -> {
                text.add(said);
                if (out.checkError()) {
                  throw new FinetuneException("standard output was closed by what read it");
                }
              });
      text.finish();
      out.flush();
      skipped.forEach(sample -> info.println("left out: " + sample.reason()));
      count(skipped, "", info);
    }
  }

  private void fill(
      Predictor<?> predictor, ImageInputs images, PredictionFolder.Plan plan, PrintWriter info) {
    try (PredictionFolder written = PredictionFolder.create(folder, plan)) {
      List<SkippedSample> skipped = predict(predictor, images, written::add);
      written.finish(skipped);
      count(skipped, ", listed in " + written.folder().resolve("skipped.txt"), info);
      conclude(written, plan, info);
    }
  }

  private List<SkippedSample> predict(
      Predictor<?> predictor, ImageInputs images, Consumer<Prediction> output) {
    ImageProgress progress = new ImageProgress("seen", spec.commandLine().getErr());
    return predictor.predict(
        images,
        said -> {
          output.accept(said);
          progress.add(said.index() + 1, images.size());
        });
  }

  private static void count(List<SkippedSample> skipped, String where, PrintWriter info) {
    if (!skipped.isEmpty()) {
      info.printf(Locale.ROOT, "%d broken images were left out%s%n", skipped.size(), where);
    }
  }

  private static void conclude(
      PredictionFolder written, PredictionFolder.Plan plan, PrintWriter info) {
    if (!plan.objects()) {
      info.printf(Locale.ROOT, "%d images: %s%n", written.images(), written.folder());
      return;
    }
    info.printf(
        Locale.ROOT,
        "%d objects on %d images: %s%n",
        written.objects(),
        written.images(),
        written.folder());
    if (written.objects() == 0) {
      info.println(
          "no object has a score above the threshold; a lower --score-threshold shows more");
    }
    if (plan.formats().contains(OutputFormat.COCO)) {
      Path lists = written.folder().resolve(OutputFormat.COCO.file());
      info.println("results: " + plan.results().map(Path::toAbsolutePath).orElse(lists));
    }
  }
}
