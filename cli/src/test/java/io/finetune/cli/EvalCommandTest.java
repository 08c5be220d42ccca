package io.finetune.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.finetune.run.Finetune;
import io.finetune.run.RunResult;
import io.finetune.run.Settings;
import io.finetune.weight.Weights;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code eval} with the checkpoints of tiny trainings, whose last evaluation it must repeat. */
class EvalCommandTest {

  private static final String SHAPES = "shapes:images=8,test=5,size=64,objects=3";

  @TempDir static Path shared;
  private static RunResult classifier;
  private static RunResult detector;

  @TempDir Path folder;

  @BeforeAll
  static void train() {
    classifier =
        Finetune.model("resnet20_cifar")
            .dataset("cifar100_fine")
            .set(Settings.RUNS, shared.toString())
            .set(Settings.EPOCHS, 2)
            .set(Settings.BATCH_SIZE, 96)
            .set(Settings.THREADS, 1)
            .set(Settings.WORKERS, 1)
            .run();
    detector =
        Finetune.model("maskrcnn_resnet18_fpn")
            .dataset(SHAPES)
            .set(Settings.RUNS, shared.toString())
            .set(Settings.WEIGHTS, "none")
            .set(Settings.NORM, "group")
            .set(Settings.EPOCHS, 1)
            .set(Settings.BATCH_SIZE, 4)
            .set(Settings.MIN_SIZE, 64)
            .set(Settings.MAX_SIZE, 64)
            .set(Settings.ROI_BATCH, 16)
            .set(Settings.TEST_PROPOSALS, 60)
            .set(Settings.DETECTIONS, 30)
            .set(Settings.THREADS, 1)
            .set(Settings.WORKERS, 1)
            .run();
  }

  private static Console eval(Path checkpoint, String... more) {
    List<String> line = new ArrayList<>(List.of("eval", "--checkpoint", "" + checkpoint));
    line.addAll(List.of("--threads", "1", "--workers", "1"));
    line.addAll(List.of(more));
    return Console.run(line.toArray(String[]::new));
  }

  private JsonObject json(Path checkpoint, String... more) throws IOException {
    Path file = folder.resolve("scores.json");
    List<String> line = new ArrayList<>(List.of(more));
    line.addAll(List.of("--json", "" + file));
    Console console = eval(checkpoint, line.toArray(String[]::new));
    assertEquals(0, console.code(), console.err());
    return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
  }

  private static Path last(RunResult run) {
    return run.directory().resolve("last.safetensors");
  }

  private static void assertSame(Map<String, Double> expected, JsonObject metrics) {
    assertEquals(expected.keySet(), metrics.keySet());
    expected.forEach((name, value) -> assertEquals(value, metrics.get(name).getAsDouble(), name));
  }

  @Test
  void aClassifiersNumbersAreTheRunsToTheLastDigit() throws IOException {
    JsonObject scores = json(last(classifier), "--per-class");
    assertSame(classifier.metrics(), scores.getAsJsonObject("metrics"));
    assertTrue(classifier.metrics().get("top1") > 0.2, "a network that has learned something");
    assertEquals(400, scores.get("images").getAsInt());
    int hits = 0;
    for (var each : scores.getAsJsonArray("classes")) {
      assertEquals(40, each.getAsJsonObject().get("images").getAsInt());
      hits += each.getAsJsonObject().get("top1").getAsInt();
    }
    assertEquals(classifier.metrics().get("top1"), hits / 400.0);
    JsonObject interval = scores.getAsJsonObject("top1_interval");
    assertTrue(interval.get("low").getAsDouble() < hits / 400.0);
  }

  @Test
  void theBestCheckpointHasTheMetricsItWasKeptFor() throws IOException {
    JsonObject metrics = json(classifier.directory()).getAsJsonObject("metrics");
    assertEquals(classifier.best(), metrics.get("top1").getAsDouble());
  }

  @Test
  void aDetectorsNumbersAreTheRunsToTheLastDigit() throws IOException {
    JsonObject scores = json(last(detector));
    assertSame(detector.metrics(), scores.getAsJsonObject("metrics"));
    assertTrue(detector.metrics().get("ap_box") > 0, "a comparison of zeros says little");
    for (String type : List.of("bbox", "segm")) {
      JsonObject twelve = scores.getAsJsonObject(type).getAsJsonObject("metrics");
      assertEquals(12, twelve.size());
      String name = type.equals("bbox") ? "ap_box" : "ap_mask";
      assertEquals(detector.metrics().get(name), twelve.get("ap").getAsDouble());
    }
  }

  @Test
  void textShowsTheIntervalAndTheTables() {
    Console console = eval(classifier.directory(), "--per-class");
    assertEquals(0, console.code(), console.err());
    assertTrue(
        console
            .out()
            .matches(
                "(?s).*top1 +\\d+\\.\\d\\d %  \\(\\d+ of 400; 95 % Wilson interval \\d+\\.\\d\\d to"
                    + " \\d+\\.\\d\\d %\\)\n.*"),
        console.out());
    assertTrue(console.out().contains("class"), console.out());
    console = eval(detector.directory(), "--per-class");
    assertEquals(0, console.code(), console.err());
    assertTrue(console.out().contains("masks, "), console.out());
    long lines = console.out().lines().filter(line -> line.contains("Average")).count();
    assertEquals(24, lines, console.out());
    assertTrue(console.out().lines().anyMatch(line -> line.startsWith("triangle")), console.out());
  }

  @Test
  void theTrainingPartCanBeEvaluated() throws IOException {
    JsonObject scores = json(classifier.directory(), "--split", "train");
    assertEquals(500, scores.get("images").getAsInt());
    assertEquals("train", scores.get("split").getAsString());
  }

  /** Without its run's folder a checkpoint still knows network, preprocessing and dataset. */
  @Test
  void aFileAloneIsEnough() throws IOException {
    Path alone = folder.resolve("alone.safetensors");
    Files.copy(last(classifier), alone, StandardCopyOption.REPLACE_EXISTING);
    assertSame(classifier.metrics(), json(alone, "--batch-size", "96").getAsJsonObject("metrics"));
  }

  /** Folders are read in the order of their names, which is not that of the trained classes. */
  @Test
  void classesAreMatchedByName() throws IOException {
    Path two = folder.resolve("two");
    for (String part : List.of("train", "val")) {
      picture(two.resolve(part).resolve("zebra"), Color.BLUE);
      picture(two.resolve(part).resolve("apple"), Color.RED);
    }
    RunResult run =
        Finetune.model("resnet20_cifar")
            .dataset("folder:" + two)
            .set(Settings.WEIGHTS, "none")
            .set(Settings.RUNS, folder.resolve("runs").toString())
            .set(Settings.IMAGE_SIZE, 16)
            .set(Settings.RESIZE, 16)
            .set(Settings.EPOCHS, 1)
            .set(Settings.THREADS, 1)
            .run();
    Path renamed = folder.resolve("renamed.safetensors");
    Weights weights = Weights.read(run.directory().resolve("last.safetensors"));
    Map<String, String> metadata = new LinkedHashMap<>(weights.metadata());
    metadata.put("classes", "zebra\napple");
    new Weights(weights.tensors(), metadata).write(renamed);
    JsonObject before =
        json(run.directory().resolve("last.safetensors")).getAsJsonObject("metrics");
    JsonObject after =
        json(renamed, "--dataset", "folder:" + two, "--batch-size", "32")
            .getAsJsonObject("metrics");
    assertEquals(
        1, before.get("top1").getAsDouble() + after.get("top1").getAsDouble(), "labels swapped");
    Console other = eval(classifier.directory(), "--dataset", "folder:" + two);
    assertEquals(Main.FAILURE, other.code());
    assertTrue(other.err().contains("Unknown to the checkpoint: apple, zebra."), other.err());
    assertTrue(other.err().contains("Missing in the dataset: "), other.err());
  }

  private static void picture(Path folder, Color colour) throws IOException {
    BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(colour);
    graphics.fillRect(0, 0, 16, 16);
    graphics.dispose();
    Files.createDirectories(folder);
    ImageIO.write(image, "png", folder.resolve("image.png").toFile());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "eval | Missing required option: '--checkpoint",
        "eval --checkpoint a --split val | expected one of [train, test]",
        "eval --checkpoint a --dataset cifar100_fin | did you mean 'cifar100_fine'?",
        "eval --checkpoint a --batch-size none | a whole number"
      })
  void wrongUsageIsTold(String line, String expected) {
    Console console = Console.run(line.split(" ", -1));
    assertEquals(Main.USAGE, console.code(), console.err());
    assertTrue(console.err().contains(expected), console.err());
    assertFalse(console.err().contains("\tat "), console.err());
  }
}
