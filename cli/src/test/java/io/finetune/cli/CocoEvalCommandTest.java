package io.finetune.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The command on recorded cases: what pycocotools said of them must be what it prints. */
class CocoEvalCommandTest {

  private static final List<String> METRICS =
      List.of(
          "ap",
          "ap50",
          "ap75",
          "ap_small",
          "ap_medium",
          "ap_large",
          "ar_1",
          "ar_10",
          "ar_100",
          "ar_small",
          "ar_medium",
          "ar_large");

  @TempDir Path folder;

  private static Path file(String name) {
    URL resource = CocoEvalCommandTest.class.getResource("/coco-eval/" + name);
    assertNotNull(resource, name);
    try {
      return Path.of(resource.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Console evaluate(Path annotations, Path results, String... more) {
    List<String> args = new ArrayList<>();
    Collections.addAll(args, "coco-eval", "--annotations", annotations.toString());
    Collections.addAll(args, "--results", results.toString());
    Collections.addAll(args, more);
    return Console.run(args.toArray(String[]::new));
  }

  private static Console evaluate(String folder, String results, String... more) {
    return evaluate(file(folder + "/ground_truth.json"), file(folder + "/" + results), more);
  }

  /** JSON is YAML, and a reader of that is at hand. */
  @SuppressWarnings("unchecked")
  private static Map<String, Object> json(Path file) throws IOException {
    Load load = new Load(LoadSettings.builder().build());
    return (Map<String, Object>) load.loadFromString(Files.readString(file));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  private static List<?> list(Object value) {
    return (List<?>) value;
  }

  @ParameterizedTest
  @CsvSource({
    "crowd, crowd, bbox, detections_bbox.json, ''",
    "crowd, crowd, segm, detections_segm.json, ''",
    "ties, ties, bbox, detections_bbox.json, ''",
    "ties, ties, segm, detections_segm.json, ''",
    "ties, ties_usecats0, segm, detections_segm.json, --no-categories",
    "missing, missing, bbox, detections_bbox.json, ''"
  })
  void numbersAreThoseOfPycocotools(
      String data, String expected, String iou, String results, String flag) throws IOException {
    Path json = folder.resolve("scores.json");
    List<String> more = new ArrayList<>(List.of("--iou", iou, "--json", json.toString()));
    if (!flag.isEmpty()) {
      more.add(flag);
    }
    Console console = evaluate(data, results, more.toArray(String[]::new));
    assertEquals(0, console.code(), console.err());
    Map<String, Object> recorded = map(json(file(expected + "/expected.json")).get(iou));
    Map<String, Object> metrics = map(map(json(json).get(iou)).get("metrics"));
    List<String> printed =
        console.out().lines().filter(line -> line.startsWith(" Average")).toList();
    List<?> stats = list(recorded.get("stats"));
    assertEquals(12, printed.size());
    for (int i = 0; i < 12; i++) {
      double stat = (Double) stats.get(i);
      Object written = metrics.get(METRICS.get(i));
      String text = printed.get(i).substring(printed.get(i).lastIndexOf('=') + 2);
      if (stat < 0) {
        assertNull(written, METRICS.get(i));
        assertEquals("n/a", text);
      } else {
        assertEquals(stat, (Double) written, 1e-12, METRICS.get(i));
        assertEquals(String.format(Locale.ROOT, "%.3f", stat), text);
      }
    }
  }

  @Test
  void theJsonHasEveryCategoryInFull() throws IOException {
    Path json = folder.resolve("new").resolve("scores.json");
    Console console = evaluate("missing", "detections_bbox.json", "--json", json.toString());
    assertEquals(0, console.code(), console.err());
    Map<String, Object> content = json(json);
    assertEquals(4, map(content.get("counts")).get("images"));
    assertEquals(3, map(content.get("counts")).get("objects"));
    assertEquals(1, map(content.get("counts")).get("unlisted"));
    List<?> recorded =
        list(map(json(file("missing/expected.json")).get("bbox")).get("per_category"));
    List<?> categories = list(map(content.get("bbox")).get("categories"));
    assertEquals(4, categories.size());
    for (int i = 0; i < 4; i++) {
      Map<String, Object> category = map(categories.get(i));
      Map<String, Object> expected = map(recorded.get(i));
      assertEquals("c" + (i + 1), category.get("name"));
      assertEquals(expected.get("category_id"), category.get("id"));
      for (Map.Entry<String, String> key :
          Map.of("ap", "ap", "ap50", "ap50", "ar100", "ar_100").entrySet()) {
        double value = (Double) expected.get(key.getKey());
        if (value < 0) {
          assertNull(category.get(key.getValue()), key.getKey());
        } else {
          assertEquals(value, (Double) category.get(key.getValue()), 1e-12, key.getKey());
        }
      }
      List<?> curves = list(category.get("precision"));
      assertEquals(10, curves.size());
      assertEquals(category.get("ap") == null ? 0 : 101, list(curves.get(9)).size());
    }
    assertFalse(content.containsKey("segm"), "boxes alone were found");
    try (Stream<Path> files = Files.list(json.getParent())) {
      assertEquals(List.of(json), files.toList());
    }
  }

  @Test
  void masksAndBoxesAreScoredWhereThereAreMasks() {
    Console console = evaluate("crowd", "detections_segm.json");
    assertEquals(0, console.code(), console.err());
    assertEquals(24, console.out().lines().filter(line -> line.startsWith(" Average")).count());
    assertTrue(console.out().contains("4 objects in 2 categories, 3 crowds"), console.out());
    assertTrue(console.out().contains("bbox (boxes), "), console.out());
    assertTrue(console.out().contains("segm (masks), "), console.out());
  }

  @Test
  void categoriesStandInATable() {
    Console console = evaluate("missing", "detections_bbox.json", "--per-category");
    List<String> lines = console.out().lines().toList();
    int heading =
        IntStream.range(0, lines.size())
            .filter(i -> lines.get(i).startsWith("category"))
            .findFirst()
            .orElseThrow();
    assertEquals(
        List.of(
            "category",
            "objects",
            "detections",
            "AP",
            "AP50",
            "AP75",
            "APs",
            "APm",
            "APl",
            "AR100"),
        List.of(lines.get(heading).split(" +", -1)));
    assertEquals(
        List.of("c1", "2", "3", "0.550", "0.667", "0.667", "0.400", "0.900", "n/a", "0.850"),
        List.of(lines.get(heading + 1).split(" +", -1)));
    assertEquals(
        List.of("c2", "0", "2", "n/a", "n/a", "n/a", "n/a", "n/a", "n/a", "n/a"),
        List.of(lines.get(heading + 2).split(" +", -1)));
    assertTrue(
        console.out().contains("dropped: 1 detection of categories that the annotations do not"),
        console.out());
    assertEquals(1, lines.stream().map(String::length).skip(heading).distinct().count());
  }

  @Test
  void detectionsBeyondTheLimitAreCounted() {
    Console console = evaluate("crowd", "detections_bbox.json", "--max-detections", "1,2,5");
    assertEquals(0, console.code(), console.err());
    assertTrue(console.out().contains("maxDets=  5"), console.out());
    assertTrue(
        console.out().contains("dropped: 14 detections beyond the 5 best of an image and category"),
        console.out());
  }

  @Test
  void plotsAreDrawnWhateverACategoryIsCalled() throws IOException {
    String annotations =
        Files.readString(file("missing/ground_truth.json"))
            .replace("\"c1\"", "\"../a b\"")
            .replace("\"c2\"", "\"a/b\"")
            .replace("\"c3\"", "\"..-A_B\"")
            .replace("\"c4\"", "\"\u9ce5\"");
    Path truth = Files.writeString(folder.resolve("truth.json"), annotations);
    Path plots = folder.resolve("plots");
    Console console =
        evaluate(truth, file("missing/detections_bbox.json"), "--plots", plots.toString());
    assertEquals(0, console.code(), console.err());
    try (Stream<Path> files = Files.list(plots)) {
      assertEquals(
          List.of(
              "ap-bbox.png",
              "pr-bbox-A_B-3.png",
              "pr-bbox-a_b-2.png",
              "pr-bbox-a_b.png",
              "pr-bbox-category.png"),
          files.map(path -> path.getFileName().toString()).sorted().toList());
    }
    BufferedImage plot = ImageIO.read(plots.resolve("pr-bbox-a_b.png").toFile());
    assertAll(
        () -> assertEquals(720, plot.getWidth()),
        () -> assertEquals(540, plot.getHeight()),
        () -> assertTrue(colours(plot, 0xE36209) > 300, "the curve at 0.75"),
        () -> assertTrue(colours(plot, 0x202124) > 300, "the mean"));
    BufferedImage nothing = ImageIO.read(plots.resolve("pr-bbox-category.png").toFile());
    assertTrue(colours(nothing, 0xE36209) < 200, "a curve that is not defined");
    BufferedImage overview = ImageIO.read(plots.resolve("ap-bbox.png").toFile());
    assertTrue(colours(overview, 0x2F6FB7) > 2000, "the only bar above 0");
  }

  private static long colours(BufferedImage image, int rgb) {
    int[] pixels =
        image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    return IntStream.of(pixels).filter(pixel -> (pixel & 0xFFFFFF) == rgb).count();
  }

  @Test
  void exchangedFilesAreTold() {
    Console console = evaluate(file("crowd/detections_bbox.json"), file("crowd/ground_truth.json"));
    assertEquals(Main.FAILURE, console.code());
    assertTrue(
        console.err().contains("--annotations and --results may be exchanged"), console.err());
  }

  @Test
  void aMissingFileIsTold() {
    Path absent = folder.resolve("no.json");
    Console console = evaluate(absent, file("crowd/detections_bbox.json"));
    assertEquals(Main.FAILURE, console.code());
    assertTrue(console.err().contains(absent + " is no file"), console.err());
    assertEquals("", console.out());
  }

  @Test
  void resultsOfOtherImagesAreTold() {
    Console console =
        evaluate(file("missing/ground_truth.json"), file("crowd/detections_bbox.json"));
    assertEquals(Main.FAILURE, console.code());
    assertTrue(console.err().contains("detections[0] is of image 1, which"), console.err());
  }

  @Test
  void masksThatAreNotThereCannotBeScored() {
    Console console = evaluate("crowd", "detections_bbox.json", "--iou", "both");
    assertEquals(Main.FAILURE, console.code());
    assertTrue(console.err().contains("--iou bbox"), console.err());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "coco-eval --annotations a.json | --results",
        "coco-eval --annotations a --results b --iou mask | mask",
        "coco-eval --annotations a --results b --max-detections 10,1 | ascending",
        "coco-eval --annotations a --results b --max-detections 0,1 | ascending",
        "coco-eval --annotations a --results b --max-detections few | few",
        "coco-eval --annotation a --results b | --annotations"
      })
  void wrongUsageIsTold(String line, String expected) {
    Console console = Console.run(line.split(" ", -1));
    assertEquals(Main.USAGE, console.code());
    assertTrue(console.err().contains(expected), console.err());
    assertEquals("", console.out());
  }

  @Test
  void helpShowsAnExample() {
    Console console = Console.run("coco-eval", "--help");
    assertEquals(0, console.code());
    assertTrue(console.out().contains("Example: finetune coco-eval --annotations"), console.out());
    for (String flag :
        List.of(
            "--iou",
            "--per-category",
            "--plots",
            "--json",
            "--no-categories",
            "--max-detections")) {
      assertTrue(console.out().contains(flag), flag);
    }
  }
}
