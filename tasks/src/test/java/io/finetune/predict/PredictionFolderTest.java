package io.finetune.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.coco.CocoDetections;
import io.finetune.coco.CocoEvaluator.Detection;
import io.finetune.coco.CocoInstances;
import io.finetune.data.ImageInputs;
import io.finetune.data.SkippedSample;
import io.finetune.image.RgbImage;
import io.finetune.region.Box;
import io.finetune.region.Rle;
import io.finetune.report.Palette;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictionFolderTest {

  private static final List<String> CLASSES = List.of("cat", "dog");
  private static final int HEIGHT = 60;
  private static final int WIDTH = 80;
  private static final ImageInputs IMAGES =
      new ImageInputs(Stream.of("a/x.jpg", "b/X.png", "c/broken.png").map(Path::of).toList());

  @TempDir Path parent;

  private PredictionFolder create() {
    return PredictionFolder.create(
        parent.resolve("found"), PredictionFolder.Plan.ofObjects(IMAGES, CLASSES));
  }

  private static void add(PredictionFolder folder, int index, List<Detection> objects) {
    try (RgbImage black = RgbImage.of(HEIGHT, WIDTH, new byte[3 * HEIGHT * WIDTH])) {
      folder.add(new ObjectPrediction(index, IMAGES.files().get(index), black, objects));
    }
  }

  private static Detection dog() {
    byte[] pixels = new byte[HEIGHT * WIDTH];
    pixels[35 * WIDTH + 35] = 1;
    return new Detection(
        1, 0.75, new Box(20, 30, 40, 20), Optional.of(Rle.encode(HEIGHT, WIDTH, pixels)));
  }

  @Test
  void itHoldsPicturesAndLists() throws IOException {
    Path found = parent.resolve("found");
    try (PredictionFolder folder = create()) {
      add(folder, 0, List.of(dog()));
      add(folder, 1, List.of());
      folder.finish(List.of(new SkippedSample("c/broken.png", "it is cut off")));
      assertEquals(2, folder.images());
      assertEquals(1, folder.objects());
    }
    try (Stream<Path> files = Files.list(found)) {
      assertEquals(
          List.of("X-2.png", "images.json", "results.json", "skipped.txt", "x.png"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
    BufferedImage drawn = ImageIO.read(found.resolve("x.png").toFile());
    assertEquals(6 * WIDTH, drawn.getWidth(), "enlarged, so that labels find room");
    assertEquals(6 * HEIGHT, drawn.getHeight());
    assertEquals(Palette.of(1).getRGB(), drawn.getRGB(240, 300), "the lower edge of the box");
    assertEquals(0xFF000000, drawn.getRGB(420, 60), "beside it");
    assertEquals(
        List.of("c/broken.png\tit is cut off"), Files.readAllLines(found.resolve("skipped.txt")));
  }

  @Test
  void theListsAreCocos() {
    try (PredictionFolder folder = create()) {
      add(folder, 1, List.of(dog()));
      folder.finish(List.of());
    }
    CocoDetections found = CocoDetections.read(parent.resolve("found").resolve("results.json"));
    assertEquals(1, found.size());
    assertEquals(2, found.imageId(0));
    assertEquals(2, found.categoryId(0));
    assertEquals(0.75, found.score(0));
    assertEquals(new Box(20, 30, 40, 20), found.box(0));
    assertEquals(dog().mask().orElseThrow(), found.mask(0));
    CocoInstances images = CocoInstances.read(parent.resolve("found").resolve("images.json"));
    assertEquals(1, images.images());
    assertEquals(2, images.imageId(0));
    assertEquals("b/X.png", images.fileName(0));
    assertEquals(HEIGHT, images.height(0));
    assertEquals(CLASSES, images.categories().names());
  }

  @Test
  void whatDoesNotComeToItsEndLeavesNoLists() {
    try (PredictionFolder folder = create()) {
      add(folder, 0, List.of(dog()));
    }
    assertTrue(Files.exists(parent.resolve("found").resolve("x.png")));
    assertFalse(Files.exists(parent.resolve("found").resolve("results.json")));
    assertFalse(Files.exists(parent.resolve("found").resolve("images.json")));
  }

  @Test
  void namesOfPicturesAreUniqueEverywhere() {
    PictureNames names = new PictureNames();
    assertEquals("a.png", names.of(Path.of("x", "a.jpg")));
    assertEquals("a-2.png", names.of(Path.of("y", "a.jpg")));
    assertEquals("A-3.png", names.of(Path.of("A.tiff")));
    assertEquals("a-2-2.png", names.of(Path.of("a-2.png")));
    assertEquals("a.b.png", names.of(Path.of("a.b.c")));
    assertEquals("none.png", names.of(Path.of("none")));
    assertEquals(".dot.png", names.of(Path.of(".dot")));
  }
}
