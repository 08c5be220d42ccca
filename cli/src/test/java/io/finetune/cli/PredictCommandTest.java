package io.finetune.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.coco.CocoDetections;
import io.finetune.coco.CocoInstances;
import io.finetune.coco.CocoScores;
import io.finetune.coco.Metric;
import io.finetune.report.ResultsEvaluation;
import io.finetune.run.Finetune;
import io.finetune.run.RunResult;
import io.finetune.run.Settings;
import io.finetune.weight.Weights;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code predict} with the checkpoint of a tiny training, on the images it was tested on. */
class PredictCommandTest {

  private static final String DATASET = "shapes:images=8,test=4,size=64,objects=3";

  @TempDir static Path shared;
  private static Path data;
  private static RunResult run;

  @TempDir Path folder;

  @BeforeAll
  static void train() {
    data = shared.resolve("data");
    assertEquals(0, Console.run("data", "write", "--dataset", DATASET, "--out", "" + data).code());
    run =
        Finetune.model("maskrcnn_resnet18_fpn")
            .dataset("coco:" + data)
            .set(Settings.RUNS, shared.resolve("runs").toString())
            .set(Settings.WEIGHTS, "none")
            .set(Settings.NORM, "group") // not the default: predict has to know it
            .set(Settings.FREEZE, "none")
            .set(Settings.EPOCHS, 1)
            .set(Settings.BATCH_SIZE, 4)
            .set(Settings.MIN_SIZE, 64)
            .set(Settings.MAX_SIZE, 64)
            .set(Settings.ROI_BATCH, 16)
            .set(Settings.TEST_PROPOSALS, 60)
            .set(Settings.DETECTIONS, 30)
            .set(Settings.PRECISION, "fp32")
            .set(Settings.THREADS, 1)
            .set(Settings.WORKERS, 1)
            .run();
  }

  private Console predict(String... more) {
    List<String> line =
        new ArrayList<>(
            List.of("predict", "--checkpoint", "" + run.directory(), "--precision", "fp32"));
    line.addAll(List.of("--threads", "1", "--workers", "1", "--out", "" + folder.resolve("out")));
    line.addAll(List.of(more));
    return Console.run(line.toArray(String[]::new));
  }

  private Path out(String name) {
    return folder.resolve("out").resolve(name);
  }

  private static Path annotations() {
    return data.resolve("annotations").resolve("instances_val.json");
  }

  private static Path images() {
    return data.resolve("val");
  }

  @Test
  void theResultsScoreAsTheTrainingsEvaluation() {
    Console console =
        predict(
            "--annotations",
            "" + annotations(),
            "--score-threshold",
            "0.05",
            "--batch-size",
            "4",
            "" + images());
    assertEquals(0, console.code(), console.err());
    ResultsEvaluation evaluation =
        ResultsEvaluation.of(
            annotations(), out("results.json"), Set.of(), true, List.of(1, 10, 100));
    assertEquals(2, evaluation.types().size(), "boxes and masks");
    CocoScores boxes = evaluation.types().get(0).scores();
    CocoScores masks = evaluation.types().get(1).scores();
    double ap = boxes.metric(Metric.AP).orElseThrow();
    assertTrue(ap > 0, "a comparison of zeros says little");
    assertEquals(run.metrics().get("ap_box"), ap, 1e-9);
    assertEquals(run.metrics().get("ap50_box"), boxes.metric(Metric.AP50).orElseThrow(), 1e-9);
    assertEquals(run.metrics().get("ap_mask"), masks.metric(Metric.AP).orElseThrow(), 1e-9);
    assertFalse(Files.exists(out("images.json")), "the ids are the annotations'");
  }

  @Test
  void everyImageIsDrawnInItsSizeAndListed() throws IOException {
    Path wide = folder.resolve("in").resolve("wide.jpg");
    Files.createDirectories(wide.getParent());
    ImageIO.write(new BufferedImage(90, 50, BufferedImage.TYPE_INT_RGB), "jpg", wide.toFile());
    Console console = predict("--score-threshold", "0.1", "" + wide, "" + images());
    assertEquals(0, console.code(), console.err());
    assertTrue(console.out().contains("model: maskrcnn_resnet18_fpn of "), console.out());
    BufferedImage drawn = ImageIO.read(out("wide.png").toFile());
    assertEquals(7 * 90, drawn.getWidth(), "enlarged, so that labels find room");
    assertEquals(7 * 50, drawn.getHeight());
    CocoInstances listed = CocoInstances.read(out("images.json"));
    assertEquals(5, listed.images());
    assertEquals(List.of("circle", "rectangle", "triangle", "star"), listed.categories().names());
    assertEquals(wide.toString(), listed.fileName(0));
    assertEquals(90, listed.width(listed.imageOfId(1)));
    CocoDetections found = CocoDetections.read(out("results.json"));
    assertTrue(found.size() > 5, "objects, such as they are");
    assertTrue(console.out().contains(found.size() + " objects on 5 images: "), console.out());
    for (int i = 0; i < found.size(); i++) {
      int image = listed.imageOfId(found.imageId(i));
      assertTrue(found.score(i) > 0.1);
      assertTrue(listed.categories().label(found.categoryId(i)) >= 0);
      assertTrue(found.box(i).x2() <= listed.width(image) + 1e-3);
      assertTrue(found.box(i).y2() <= listed.height(image) + 1e-3);
      assertEquals(listed.height(image), found.mask(i).height());
    }
  }

  @Test
  void aThresholdThatNothingExceedsIsHintedAt() throws IOException {
    Path results = folder.resolve("elsewhere").resolve("found.json");
    Console console = predict("--score-threshold", "1", "--results", "" + results, "" + images());
    assertEquals(0, console.code(), console.err());
    assertTrue(console.out().contains("0 objects on 4 images"), console.out());
    assertTrue(console.out().contains("a lower --score-threshold"), console.out());
    assertTrue(console.out().contains("results: " + results), console.out());
    assertEquals("[]", Files.readString(results).strip());
    assertFalse(Files.exists(out("results.json")));
    try (Stream<Path> written = Files.list(folder.resolve("out"))) {
      assertEquals(5, written.count(), "four pictures and images.json");
    }
  }

  @Test
  void nothingIsOverwritten() throws IOException {
    Files.createDirectories(folder.resolve("out"));
    Files.writeString(out("mine.txt"), "kept");
    Console console = predict("" + images());
    assertEquals(Main.FAILURE, console.code());
    assertTrue(console.err().contains("is not empty (it holds mine.txt)"), console.err());
  }

  @Test
  void aBrokenImageIsNamedOrSkipped() throws IOException {
    Path in = Files.createDirectories(folder.resolve("in"));
    Files.copy(images().resolve("000000000000.png"), in.resolve("good.png"));
    Path broken = Files.writeString(in.resolve("broken.jpg"), "no image");
    Console stopped = predict("" + in);
    assertEquals(Main.FAILURE, stopped.code());
    assertTrue(stopped.err().contains("" + broken), stopped.err());
    assertTrue(stopped.err().contains("--skip-broken"), stopped.err());
    assertFalse(Files.exists(out("results.json")), "no list of half the images");

    try (Stream<Path> left = Files.list(folder.resolve("out"))) {
      for (Path file : left.toList()) {
        Files.delete(file);
      }
    }
    Console skipped = predict("--skip-broken", "" + in);
    assertEquals(0, skipped.code(), skipped.err());
    assertTrue(skipped.out().contains("1 broken images were left out"), skipped.out());
    assertTrue(Files.readString(out("skipped.txt")).startsWith(broken + "\t"));
    CocoInstances listed = CocoInstances.read(out("images.json"));
    assertEquals(1, listed.images());
    assertEquals(2, listed.imageId(0), "its place among the inputs");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "predict | IMAGE",
        "predict --out a b.jpg | --checkpoint",
        "predict --checkpoint a b.jpg --format png | --out is missing: of the formats only jsonl",
        "predict --checkpoint a b.jpg --format csv,jsonl | --out is missing: of the formats only",
        "predict --checkpoint a b.jpg --annotations c.json | --out is missing: --results and",
        "predict --checkpoint a b.jpg --format xml | Invalid value for option '--format'",
        "predict --checkpoint a b.jpg --top-k 0 | from 1",
        "predict --checkpoin a b.jpg | --checkpoint",
        "predict --checkpoint a --out b c.jpg --score-threshold 2 | from 0.0 to 1.0",
        "predict --checkpoint a --out b c.jpg --batch-size 0 | expected 1 or more",
        "predict --checkpoint a --out b c.jpg --precision fp8 | expected one of"
      })
  void wrongUsageIsTold(String line, String expected) {
    Console console = Console.run(line.split(" ", -1));
    assertEquals(Main.USAGE, console.code(), console.err());
    assertTrue(console.err().contains(expected), console.err());
  }

  @Test
  void whatIsNoCheckpointIsTold() throws IOException {
    Path other = folder.resolve("other.safetensors");
    Map<String, String> classifier =
        Map.of("model", "resnet18", "dataset", "photos", "classes", "cat\ndog");
    new Weights(Map.of(), classifier).write(other);
    assertFails("does not say how its network was built", other);
    new Weights(Map.of(), Map.of("format", "pt")).write(other);
    assertFails("is no checkpoint of finetune: its metadata have no 'model'", other);
    Files.writeString(other, "neither");
    assertFails(other.toString(), other);
    assertFails("holds no best.safetensors", folder);
    assertFails("the nearest folder that does is " + folder, folder.resolve("a/b"));
  }

  private void assertFails(String expected, Path checkpoint) {
    Console console =
        Console.run(
            "predict", "--checkpoint", "" + checkpoint, "--out", "" + out(""), "" + images());
    assertEquals(Main.FAILURE, console.code(), console.err());
    assertTrue(console.err().contains(expected), console.err());
    assertFalse(Files.exists(folder.resolve("out")), "a failed start leaves nothing behind");
  }

  @Test
  void inputsWithoutImagesAreTold() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));
    Console console = predict("" + empty);
    assertEquals(Main.FAILURE, console.code());
    assertTrue(console.err().contains("Folder " + empty + " holds no image"), console.err());
    Console missing = predict("" + empty.resolve("street.jpg"));
    assertTrue(missing.err().contains("the nearest folder that does is " + empty), missing.err());
  }

  @Test
  void imagesThatAreNotAnnotatedAreTold() throws IOException {
    Path stranger = folder.resolve("stranger.png");
    Files.copy(images().resolve("000000000000.png"), stranger);
    Console console = predict("--annotations", "" + annotations(), "" + stranger);
    assertEquals(Main.FAILURE, console.code());
    assertTrue(console.err().contains(stranger + " is none of the images"), console.err());
  }

  @Test
  void helpShowsAnExample() {
    Console console = Console.run("predict", "--help");
    assertEquals(0, console.code());
    assertTrue(console.out().contains("Example: finetune predict --checkpoint"), console.out());
  }
}
