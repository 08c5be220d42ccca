package io.finetune.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code data check} and {@code data write}, on trees that the tests make. */
class DataCommandTest {

  @TempDir Path folder;

  private void image(String name, int height, int width) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(new Color(0x808080));
    graphics.fillRect(0, 0, width, height);
    graphics.dispose();
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
  }

  private void annotations(String name, String images, String objects) throws IOException {
    Path file = folder.resolve("annotations").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        "{\"images\": ["
            + images
            + "], \"annotations\": ["
            + objects
            + "], \"categories\": [{\"id\": 3, \"name\": \"cat\"}, {\"id\": 7, \"name\": \"dog\"}]}");
  }

  private static String image(int id, String file, int height, int width) {
    return String.format(
        Locale.ROOT,
        "{\"id\": %d, \"file_name\": \"%s\", \"height\": %d, \"width\": %d}",
        id,
        file,
        height,
        width);
  }

  private static String object(int id, int image, int category, String box, int crowd) {
    String[] sides = box.split(",", -1);
    double area = Double.parseDouble(sides[2]) * Double.parseDouble(sides[3]);
    return String.format(
        Locale.ROOT,
        "{\"id\": %d, \"image_id\": %d, \"category_id\": %d, \"bbox\": [%s], \"area\": %s,"
            + " \"iscrowd\": %d}",
        id,
        image,
        category,
        box,
        area,
        crowd);
  }

  /** A training part with one of each defect, and a test part without. */
  private void makeBrokenTree() throws IOException {
    image("train/good.png", 60, 80);
    image("train/turned.png", 80, 60);
    Files.write(folder.resolve("train/cut.png"), new byte[] {1, 2, 3});
    image("val/fine.png", 60, 80);
    annotations(
        "instances_train.json",
        String.join(
            ", ",
            image(1, "good.png", 60, 80),
            image(2, "turned.png", 60, 80),
            image(3, "cut.png", 60, 80)),
        String.join(
            ", ",
            object(11, 1, 3, "10,10,20,20", 0),
            object(12, 1, 3, "70,10,20,20", 0),
            object(13, 1, 7, "5,5,0,9", 0),
            object(14, 1, 7, "200,5,9,9", 0),
            object(15, 2, 7, "0,0,50,50", 1)));
    annotations(
        "instances_val.json", image(9, "fine.png", 60, 80), object(91, 9, 7, "1,1,40,40", 0));
  }

  @Test
  void everyPlantedDefectIsFound() throws IOException {
    makeBrokenTree();
    Console console = Console.run("data", "check", "--dataset", "coco:" + folder);
    assertEquals(Main.FAILURE, console.code(), console.err());
    String out = console.out();
    assertTrue(out.contains("train: images missing or broken: 1\n  cut.png: Image "), out);
    assertTrue(out.contains("turned.png: annotated as 60x80, is 80x60 (height x width)"), out);
    assertTrue(out.contains("good.png: object 12 (cat) reaches 10.0 pixels out of 60x80"), out);
    assertTrue(out.contains("box without area: 1 (id 13)"), out);
    assertTrue(out.matches("(?s).*dropped: box without area +1 +0\n.*"), out);
    assertTrue(out.matches("(?s).*dropped: box outside its image +1 +0\n.*"), out);
    assertTrue(out.matches("(?s).*  decoded +2 +1\n.*"), out);
    assertTrue(out.matches("(?s).*images without objects +1 +0\n.*"), out);
    assertTrue(out.matches("(?s).*\ncrowds +1 +0\n.*"), out);
    assertTrue(out.matches("(?s).*\nobjects +2 +1\n.*"), out);
    assertTrue(out.matches("(?s).*\ncat +2 #+ +0\n.*"), out);
    assertTrue(out.matches("(?s).*\ndog +0 +1 #+\n.*"), out);
    assertFalse(out.contains("nothing is broken"), out);
  }

  @Test
  void aMissingImageIsFound() throws IOException {
    makeBrokenTree();
    Files.delete(folder.resolve("train/good.png"));
    Console console = Console.run("data", "check", "--dataset", "coco:" + folder);
    assertEquals(Main.FAILURE, console.code());
    assertTrue((console.out() + console.err()).contains("good.png"), console.out() + console.err());
  }

  @Test
  void theGoodPartAloneIsGood() throws IOException {
    makeBrokenTree();
    Console console =
        Console.run("data", "check", "--dataset", "coco:" + folder, "--split", "test", "--quick");
    assertEquals(0, console.code(), console.out() + console.err());
    assertTrue(console.out().contains("nothing is broken"), console.out());
    assertFalse(console.out().contains("train"), console.out());
  }

  @Test
  void theSheetShowsBoxesInTheirColours() throws IOException {
    makeBrokenTree();
    Path sheet = folder.resolve("out").resolve("sheet.png");
    Console console =
        Console.run(
            "data",
            "check",
            "--dataset",
            "coco:" + folder,
            "--sheet",
            sheet.toString(),
            "--samples",
            "3");
    assertEquals(Main.FAILURE, console.code(), "broken all the same");
    assertTrue(console.out().contains("contact sheet: " + sheet), console.out());
    BufferedImage page = ImageIO.read(sheet.toFile());
    // Two columns of cells of 400 pixels (80 enlarged five times), train in two rows, test in one.
    assertEquals(14 + 2 * 414, page.getWidth());
    assertEquals(14 + 2 * 44 + 3 * 436, page.getHeight());
    assertTrue(colours(page, 0xE6194B) > 1000, "boxes and labels of cats");
    assertTrue(colours(page, 0x3CB44B) > 1000, "boxes and labels of dogs");
    assertTrue(colours(page, 0x808080) > 100_000, "the images");
  }

  private static long colours(BufferedImage image, int rgb) {
    int[] pixels =
        image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    return IntStream.of(pixels).filter(pixel -> (pixel & 0xFFFFFF) == rgb).count();
  }

  @Test
  void imagesWithClassesAreCheckedToo() throws IOException {
    Path sheet = folder.resolve("sheet.png");
    Console console =
        Console.run("data", "check", "--dataset", "cifar100_fine", "--sheet", sheet.toString());
    assertEquals(0, console.code(), console.err());
    assertTrue(console.out().matches("(?s).*images +500 +400\n.*"), console.out());
    assertTrue(console.out().contains("rose"), console.out());
    assertFalse(console.out().contains("crowds"), console.out());
    BufferedImage page = ImageIO.read(sheet.toFile());
    assertEquals(14 + 4 * (160 + 14), page.getWidth(), "cells of 32 pixels enlarged five times");
  }

  @Test
  void allListsEveryClassAndEveryDefect() throws IOException {
    makeBrokenTree();
    String objects =
        IntStream.range(0, 5)
            .mapToObj(i -> object(20 + i, 9, 3, "70,10,20," + (10 + i), 0))
            .collect(Collectors.joining(", "));
    annotations("instances_val.json", image(9, "fine.png", 60, 80), objects);
    String[] check = {"data", "check", "--dataset", "coco:" + folder, "--split", "test"};
    Console some = Console.run(check);
    Console all =
        Console.run(Stream.concat(Stream.of(check), Stream.of("--all")).toArray(String[]::new));
    assertTrue(some.out().contains("test: boxes reaching out of their image: 5"), some.out());
    assertTrue(some.out().contains("... and 2 more; --all shows them"), some.out());
    assertFalse(some.out().contains("object 24"), some.out());
    assertTrue(all.out().contains("object 24"), all.out());
    assertFalse(all.out().contains("more; --all"), all.out());
  }

  @Test
  void shapesAreWrittenAndReadBackTheSame() throws IOException {
    Path written = folder.resolve("shapes");
    String dataset = "shapes:images=6,test=2,size=64,objects=3";
    Console write = Console.run("data", "write", "--dataset", dataset, "--out", written.toString());
    assertEquals(0, write.code(), write.err());
    assertEquals("6 images to train on and 2 to test on: " + written + "\n", write.out());
    Console made = Console.run("data", "check", "--dataset", dataset);
    Console read = Console.run("data", "check", "--dataset", "coco:" + written);
    assertEquals(0, read.code(), read.out() + read.err());
    assertEquals(counts(made), counts(read));
    Console again = Console.run("data", "write", "--dataset", dataset, "--out", written.toString());
    assertEquals(Main.FAILURE, again.code(), "nothing is overwritten");
    assertTrue(again.err().contains(written + " is not empty"), again.err());
  }

  /** The report without its first lines, which say where the data is. */
  private static String counts(Console console) {
    return console.out().substring(console.out().indexOf("\n\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "data | data check or data write",
        "data look | look",
        "data check | --dataset",
        "data check --dataset shape | did you mean 'shapes'?",
        "data check --dataset shapes --split val | val",
        "data check --dataset shapes --samples 3 | --sheet",
        "data check --dataset shapes --samples 0 --sheet a.png | from 1",
        "data write --dataset shapes | --out",
        "data write --dataset shape --out a | did you mean 'shapes'?"
      })
  void wrongUsageIsTold(String line, String expected) {
    Console console = Console.run(line.split(" ", -1));
    assertEquals(Main.USAGE, console.code(), console.err());
    assertTrue(console.err().contains(expected), console.err());
    assertEquals("", console.out());
  }

  @Test
  void classesCannotBeWrittenAsObjects() {
    Console console =
        Console.run("data", "write", "--dataset", "cifar100_fine", "--out", folder + "/out");
    assertEquals(Main.FAILURE, console.code());
    assertTrue(console.err().contains("one class an image"), console.err());
    assertFalse(Files.exists(folder.resolve("out")));
  }

  @ParameterizedTest
  @CsvSource({"check", "write"})
  void helpShowsAnExample(String command) {
    Console console = Console.run("data", command, "--help");
    assertEquals(0, console.code());
    assertTrue(console.out().contains("Example: finetune data " + command), console.out());
    assertTrue(console.out().contains("--verbose"), console.out());
  }

  @Test
  void verboseShowsTheStackTrace() {
    String missing = "coco:" + folder.resolve("no");
    Console quiet = Console.run("data", "check", "--dataset", missing);
    Console verbose = Console.run("data", "check", "--dataset", missing, "--verbose");
    assertFalse(quiet.err().contains("\tat io.finetune."), quiet.err());
    assertTrue(verbose.err().contains("\tat io.finetune."), verbose.err());
  }
}
