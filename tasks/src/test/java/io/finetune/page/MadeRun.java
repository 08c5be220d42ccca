package io.finetune.page;

import io.finetune.box.ImageSize;
import io.finetune.coco.Categories;
import io.finetune.coco.CocoEvaluator;
import io.finetune.coco.CocoEvaluator.Detection;
import io.finetune.coco.CocoEvaluator.Truth;
import io.finetune.coco.CocoSettings;
import io.finetune.coco.IouType;
import io.finetune.detection.ObjectWitness;
import io.finetune.region.Box;
import io.finetune.result.TestRecords;
import io.finetune.train.CsvListener;
import io.finetune.train.EpochReport;
import io.finetune.train.StepCsvListener;
import io.finetune.train.StepReport;
import io.finetune.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The folders of runs that nobody trained, written by what writes those of real ones. */
final class MadeRun {

  static final String HOSTILE = "<script>alert(1)</script>";

  static final List<String> FEW = List.of(HOSTILE, "\u732B \uD83D\uDC08", "a \"quoted\" & name");

  /** So many that the matrix is a picture and the tables fold. */
  static final List<String> MANY = IntStream.range(0, 100).mapToObj(i -> "class " + i).toList();

  private static final int EPOCHS = 3;
  private static final int STEPS = 20;

  private final Path folder;
  private final List<String> classes;
  private final Random random;

  private MadeRun(Path folder, List<String> classes, String settings, long seed)
      throws IOException {
    this.folder = folder;
    this.classes = classes;
    random = new Random(seed);
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("config.yaml"),
        "model: net\ndataset: data\nepochs: '3'\nseed: '" + seed + "'\n" + settings);
    Files.write(folder.resolve("classes.txt"), classes);
  }

  /** A classifier's run: how good it is, and what it tells apart. */
  static Path labels(Path folder, List<String> classes, String settings, long seed, double skill)
      throws IOException {
    MadeRun run = new MadeRun(folder, classes, settings, seed);
    try (TestRecords records = new TestRecords(folder, classes, MadeRun::fail)) {
      run.train(records, () -> run.evaluate(records, skill), Map.of("top1", skill, "top5", 0.9));
    }
    return folder;
  }

  /** A detector's run. */
  static Path objects(Path folder, List<String> classes) throws IOException {
    MadeRun run = new MadeRun(folder, classes, "optimizer: sgd_gc\n", 1);
    try (TestRecords records = new TestRecords(folder, classes, MadeRun::fail)) {
      run.train(records, () -> run.detect(records), Map.of("ap_box", 0.4, "ap50_box", 0.6));
    }
    return folder;
  }

  private static void fail(String warning) {
    throw new AssertionError(warning);
  }

  private void train(TestRecords records, Runnable evaluation, Map<String, Double> metrics) {
    try (TrainingListener epochs =
            new CsvListener(folder.resolve("metrics.csv"), 0, MadeRun::fail);
        TrainingListener steps =
            new StepCsvListener(folder.resolve("steps.csv"), 0, MadeRun::fail)) {
      for (int epoch = 1; epoch <= EPOCHS; epoch++) {
        for (int step = 5; step <= STEPS; step += 5) {
          steps.onStep(step(epoch, step));
        }
        evaluation.run();
        EpochReport report = epoch(epoch, metrics);
        epochs.onEpoch(report);
        records.onEpoch(report);
      }
    }
  }

  private StepReport step(int epoch, int step) {
    double loss = 2.0 / epoch + 0.1 * random.nextDouble();
    return new StepReport(
        epoch,
        EPOCHS,
        (epoch - 1L) * STEPS + step,
        step,
        STEPS,
        Map.of("loss", loss),
        0.1 / epoch,
        100 + random.nextInt(20),
        0.01,
        Duration.ZERO);
  }

  /** The second epoch is the best. */
  private static EpochReport epoch(int epoch, Map<String, Double> metrics) {
    double share = epoch == 2 ? 1 : 0.8;
    Map<String, Double> reached = new TreeMap<>(metrics);
    reached.replaceAll((name, value) -> value * share);
    return new EpochReport(
        epoch,
        EPOCHS,
        (long) epoch * STEPS,
        Map.of("loss", 2.0 / epoch),
        reached,
        epoch <= 2,
        0.1 / epoch,
        110,
        0.01,
        Duration.ofSeconds(90));
  }

  private void evaluate(TestRecords records, double skill) {
    var witness = records.labels();
    int images = 10 * classes.size();
    for (int i = 0; i < images; i++) {
      int label = i % classes.size();
      float[] scores = new float[classes.size()];
      float sum = 0;
      for (int k = 0; k < scores.length; k++) {
        boolean isFavoured = k == label && random.nextDouble() < skill;
        scores[k] = (float) Math.exp(3 * random.nextDouble() + (isFavoured ? 4 : 0));
        sum += scores[k];
      }
      for (int k = 0; k < scores.length; k++) {
        scores[k] /= sum;
      }
      witness.batch(List.of("folder/image \uD83D\uDE00 " + i + ".jpg"), List.of(label), scores);
    }
  }

  private void detect(TestRecords records) {
    ObjectWitness witness = records.objects();
    CocoEvaluator evaluator =
        new CocoEvaluator(CocoSettings.of(IouType.BBOX), Categories.ofNames(classes));
    for (int image = 1; image <= 12; image++) {
      int label = image % classes.size();
      Box box = new Box(10, 10, 40, 40);
      Truth truth = new Truth(image, label, box, box.area(), false, Optional.empty());
      Detection right =
          new Detection(label, 0.9, new Box(11 + image % 3, 10, 40, 40), Optional.empty());
      Detection wrong =
          new Detection(
              (label + 1) % classes.size(),
              0.5 + 0.03 * image,
              new Box(60, 60, 20, 20),
              Optional.empty());
      List<Detection> found =
          Stream.of(wrong, right).sorted((a, b) -> Double.compare(b.score(), a.score())).toList();
      evaluator.add(image, List.of(truth), found);
      witness.image(
          new ObjectWitness.Seen(
              "image " + image, image, new ImageSize(100, 100), List.of(truth), found));
    }
    witness.scores(List.of(evaluator.scores()));
  }

  /** Adds what {@code --log-gradients} leaves. */
  static void gradients(Path folder) throws IOException {
    StringBuilder rows =
        new StringBuilder("step,layer,norm_before,norm_after,max_before,max_after\r\n");
    for (int step = 1; step <= 60; step++) {
      rows.append(
          String.format(
              Locale.ROOT,
              "%d,conv1,%.4f,%.4f,%.4f,%.4f%n",
              step,
              3.0 / step,
              2.0 / step,
              0.3 / step,
              0.2 / step));
    }
    Files.writeString(folder.resolve("gradients.csv"), rows);
  }
}
