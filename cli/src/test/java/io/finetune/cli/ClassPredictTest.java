package io.finetune.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.finetune.data.Dataset;
import io.finetune.data.DatasetOptions;
import io.finetune.data.Datasets;
import io.finetune.data.ImageSearch;
import io.finetune.image.ImageDecoder;
import io.finetune.image.RgbImage;
import io.finetune.predict.Checkpoint;
import io.finetune.predict.ClassPredictor;
import io.finetune.report.Pictures;
import io.finetune.run.Choices;
import io.finetune.run.Choices.Origin;
import io.finetune.run.Finetune;
import io.finetune.run.RunResult;
import io.finetune.run.Settings;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code predict} with a classifier, on the images it was tested on. */
class ClassPredictTest {

  private static final int IMAGES = 40;

  @TempDir static Path shared;
  private static RunResult run;
  private static Dataset<Integer> test;
  private static Path images;

  @TempDir Path folder;

  @BeforeAll
  static void train() throws IOException {
    run =
        Finetune.model("resnet20_cifar")
            .dataset("cifar100_fine")
            .set(Settings.RUNS, shared.toString())
            .set(Settings.EPOCHS, 1)
            .set(Settings.PRECISION, "fp32")
            .set(Settings.THREADS, 1)
            .set(Settings.WORKERS, 1)
            .run();
    test = Datasets.open("cifar100_fine", DatasetOptions.shipped()).test();
    images = Files.createDirectories(shared.resolve("images").resolve("deep"));
    for (int i = 0; i < IMAGES; i++) {
      try (RgbImage image = ImageDecoder.decode(test.get(10 * i).image())) {
        Pictures.write(Pictures.of(image), images.resolve(String.format("%02d.png", i)));
      }
    }
  }

  private static Console predict(String... more) {
    List<String> line = new ArrayList<>(List.of("predict", "--checkpoint", "" + run.directory()));
    line.addAll(List.of("--precision", "fp32", "--threads", "1", "--workers", "1"));
    line.addAll(List.of(more));
    return Console.run(line.toArray(String[]::new));
  }

  private static List<JsonObject> lines(String text) {
    return text.lines().map(line -> JsonParser.parseString(line).getAsJsonObject()).toList();
  }

  @Test
  void linesGoToStandardOutputAndNothingElseDoes() {
    Console console = predict("--top-k", "3", "" + images);
    assertEquals(0, console.code(), console.err());
    List<JsonObject> lines = lines(console.out());
    assertEquals(IMAGES, lines.size());
    assertTrue(console.err().contains("model: resnet20_cifar of "), console.err());
    int hits = 0;
    for (int i = 0; i < IMAGES; i++) {
      assertTrue(lines.get(i).get("image").getAsString().endsWith(String.format("/%02d.png", i)));
      JsonArray classes = lines.get(i).getAsJsonArray("classes");
      assertEquals(3, classes.size());
      double before = 1;
      for (var each : classes) {
        double score = each.getAsJsonObject().get("score").getAsDouble();
        assertTrue(score <= before && score > 0);
        before = score;
      }
      JsonObject best = classes.get(0).getAsJsonObject();
      int label = best.get("label").getAsInt();
      assertEquals(test.classes().get(label), best.get("class").getAsString());
      hits += label == test.get(10 * i).target() ? 1 : 0;
    }
    assertTrue(hits > IMAGES / 5, hits + " of " + IMAGES + " right, by chance a tenth");
  }

  @Test
  void allProbabilitiesAddToOne() {
    JsonObject line =
        lines(predict("--top-k", "99", images.resolve("00.png").toString()).out()).get(0);
    double sum = 0;
    for (var each : line.getAsJsonArray("classes")) {
      sum += each.getAsJsonObject().get("score").getAsDouble();
    }
    assertEquals(10, line.getAsJsonArray("classes").size());
    assertEquals(1, sum, 1e-5);
  }

  @Test
  void everyWayToNameTheImagesGivesTheSame() {
    String expected = predict("" + images).out();
    assertEquals(expected, predict(images + "/*.png").out());
    assertEquals(expected, predict(images.getParent() + "/**/*.png").out());
    assertEquals(expected, predict("--recursive", "" + images.getParent()).out());
    InputStream before = System.in;
    try {
      String list =
          Stream.iterate(0, i -> i + 1)
              .limit(IMAGES)
              .map(i -> images.resolve(String.format("%02d.png", i)) + "\n")
              .reduce("", String::concat);
      System.setIn(new ByteArrayInputStream((list + "\n").getBytes(StandardCharsets.UTF_8)));
      assertEquals(expected, predict("-").out());
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void aTableHasARowForEveryClassThatIsNamed() {
    Console console =
        predict("--format", "csv", "--top-k", "2", images.resolve("03.png").toString());
    List<String> rows = console.out().lines().toList();
    assertEquals("image,rank,label,class,score", rows.get(0));
    assertEquals(3, rows.size());
    assertTrue(rows.get(2).matches(".*/03\\.png,2,\\d,[a-z_]+,0\\.\\d+"), rows.get(2));
  }

  @Test
  void aFolderTakesPicturesAndLines() throws IOException {
    Path out = folder.resolve("out");
    Console console = predict("--out", "" + out, "--format", "png,jsonl,csv", "" + images);
    assertEquals(0, console.code(), console.err());
    assertTrue(console.out().contains(IMAGES + " images: " + out), console.out());
    assertEquals(IMAGES, Files.readAllLines(out.resolve("predictions.jsonl")).size());
    assertEquals(1 + 5 * IMAGES, Files.readAllLines(out.resolve("predictions.csv")).size());
    BufferedImage drawn = ImageIO.read(out.resolve("00.png").toFile());
    assertEquals(256, drawn.getWidth(), "enlarged eight times");
    assertTrue(drawn.getHeight() > 256 + 5 * 20, "with five classes below");
    try (Stream<Path> files = Files.list(out)) {
      assertEquals(IMAGES + 2, files.count(), "no part of a file is left");
    }
  }

  @Test
  void brokenImagesStopOrAreCounted() throws IOException {
    Path good = folder.resolve("a.png");
    Files.copy(images.resolve("00.png"), good);
    Path broken = Files.writeString(folder.resolve("b.png"), "no image");
    Console stopped = predict("" + folder);
    assertEquals(Main.FAILURE, stopped.code());
    assertTrue(stopped.err().contains("" + broken), stopped.err());
    Console skipped = predict("--skip-broken", "" + folder);
    assertEquals(0, skipped.code(), skipped.err());
    assertEquals(1, lines(skipped.out()).size());
    assertTrue(skipped.err().contains("1 broken images were left out"), skipped.err());
    assertTrue(skipped.err().contains("" + broken), skipped.err());
  }

  @Test
  void flagsOfDetectorsAreRefused() {
    for (String[] flag :
        new String[][] {
          {"--score-threshold", "0.3"}, {"--detections", "3"}, {"--out", "x", "--format", "coco"}
        }) {
      Console console =
          predict(Stream.concat(Stream.of(flag), Stream.of("" + images)).toArray(String[]::new));
      assertEquals(Main.USAGE, console.code(), console.err());
      assertTrue(console.err().contains("is for detectors"), console.err());
    }
  }

  @Test
  void asManyArraysAreAliveAfterEveryBatch() {
    Choices eight = Choices.NONE.with(Settings.BATCH_SIZE, 8, Origin.USER);
    List<Integer> alive = new ArrayList<>();
    try (ClassPredictor predictor =
            ClassPredictor.load(Checkpoint.read(run.directory()), eight, 5);
        NDManager manager = NDManager.newBaseManager("PyTorch")) {
      predictor.predict(
          ImageSearch.find(List.of(images.toString()), false),
          said -> alive.add(manager.getParentManager().getManagedArrays().size()));
    }
    assertEquals(IMAGES, alive.size());
    assertEquals(Set.of(alive.get(0)), Set.copyOf(alive), "live arrays by image: " + alive);
  }

  /** A process of its own with a heap that three thousand decoded images would not fit into. */
  @Test
  void threeThousandImagesNeedNoMoreMemoryThanFew() throws IOException, InterruptedException {
    Path many = Files.createDirectory(folder.resolve("many"));
    byte[] image = Files.readAllBytes(images.resolve("00.png"));
    for (int i = 0; i < 3000; i++) {
      Files.write(many.resolve(i + ".png"), image);
    }
    Path output = folder.resolve("lines.jsonl");
    Path errors = folder.resolve("errors.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx48m",
                "-XX:+UseSerialGC",
                "-DOPT_OUT_TRACKING=true",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "predict",
                "--checkpoint",
                run.directory().toString(),
                "--threads",
                "1",
                many.toString())
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    assertTrue(process.waitFor(180, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), Files.readString(errors));
    List<String> lines = Files.readAllLines(output);
    assertEquals(3000, lines.size());
    String first = lines.get(0);
    String classes = first.substring(first.indexOf("\"classes\""));
    assertTrue(lines.stream().allMatch(line -> line.endsWith(classes)), "one image, one answer");
  }
}
