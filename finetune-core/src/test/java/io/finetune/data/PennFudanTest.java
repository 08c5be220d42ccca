package io.finetune.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.DataException;
import io.finetune.image.ImageDecoder;
import io.finetune.image.RgbImage;
import io.finetune.region.Box;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PennFudanTest {

  private static final int IMAGES = 10;

  @TempDir Path root;

  /** Ten images of 3x5; in each a person of 2x2 pixels, in every second one another in front. */
  @BeforeEach
  void draw() throws IOException {
    for (int i = 1; i <= IMAGES; i++) {
      String id = String.format(Locale.ROOT, "FudanPed%05d", i);
      DrawnPng.colours(root.resolve("PennFudanPed/PNGImages/" + id + ".png"), 3, 5);
      Path mask = root.resolve("PennFudanPed/PedMasks/" + id + "_mask.png");
      if (i % 2 == 0) {
        DrawnPng.palette(mask, 8, "11200", "11220", "00200");
      } else {
        DrawnPng.gray(mask, 8, "00000", "00110", "00110");
      }
    }
  }

  private Split<Instances> open(long seed) {
    return Datasets.openInstances(
        "pennfudan", new DatasetOptions(Optional.of(root), false, root, 0.2, seed));
  }

  private static List<String> ids(Dataset<Instances> part) {
    return IntStream.range(0, part.size()).mapToObj(i -> part.get(i).id()).toList();
  }

  @Test
  void aShareIsHeldOutByTheSeed() {
    Split<Instances> split = open(0);
    assertEquals(8, split.train().size());
    assertEquals(2, split.test().size());
    assertEquals(List.of("person"), split.test().classes());
    Set<String> all = new HashSet<>(ids(split.train()));
    all.addAll(ids(split.test()));
    assertEquals(IMAGES, all.size());
    assertEquals(ids(split.test()), ids(open(0).test()), "the seed decides");
    Set<List<String>> drawn = new HashSet<>();
    for (long seed = 0; seed < 10; seed++) {
      drawn.add(ids(open(seed).test()));
    }
    assertTrue(drawn.size() > 4, "ten seeds drew only " + drawn);
    assertTrue(split.test().description().contains("a share of 0.2 held out, seed 0"));
  }

  @Test
  void peopleHaveTheirPixelsAndTheSmallestBoxAroundThem() {
    Dataset<Instances> train = open(0).train();
    Set<Long> people = new HashSet<>();
    for (int i = 0; i < train.size(); i++) {
      Sample<Instances> sample = train.get(i);
      Instances target = sample.target();
      assertEquals(
          String.format(Locale.ROOT, "PNGImages/FudanPed%05d.png", target.imageId()), sample.id());
      assertEquals(3, target.height());
      assertEquals(5, target.width());
      boolean two = target.imageId() % 2 == 0;
      assertEquals(two ? 2 : 1, target.objects().size());
      Instance first = target.objects().get(0);
      assertEquals(two ? new Box(0, 0, 2, 2) : new Box(2, 1, 2, 2), first.box());
      assertEquals(4, first.area());
      if (two) {
        Instance second = target.objects().get(1);
        assertEquals(new Box(2, 0, 2, 3), second.box());
        assertEquals(4, second.area(), "its pixels, not its box");
        assertEquals(4, second.segmentation().orElseThrow().toRle(3, 5).area());
      }
      target.objects().forEach(person -> assertTrue(people.add(person.id()), "an id of its own"));
      assertNotEquals(0, first.id());
      try (RgbImage image = ImageDecoder.decode(sample.image())) {
        assertEquals(5, image.width());
      }
    }
  }

  @Test
  void aMissingMaskIsNamed() throws IOException {
    Path mask = root.resolve("PennFudanPed/PedMasks/FudanPed00007_mask.png");
    Files.delete(mask);
    String message = assertThrows(DataException.class, () -> open(0)).getMessage();
    assertTrue(message.contains("has no mask " + mask), message);
  }

  @Test
  void emptyMasksLeaveNothingToLearn() throws IOException {
    for (int i = 1; i <= IMAGES; i++) {
      String id = String.format(Locale.ROOT, "FudanPed%05d", i);
      DrawnPng.gray(root.resolve("PennFudanPed/PedMasks/" + id + "_mask.png"), 8, "000", "000");
    }
    String message = assertThrows(DataException.class, () -> open(0)).getMessage();
    assertTrue(message.contains("no object to learn from"), message);
  }
}
