package io.finetune.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.image.ImageSource.Generated;
import io.finetune.image.Pipeline;
import io.finetune.region.Box;
import io.finetune.region.Rle;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShapesTest {

  private static final Dataset<Instances> TRAIN = Shapes.open(ShapesOptions.DEFAULT).train();
  private static final int SOME = 200;

  private static Dataset<Instances> train(String name) {
    return Shapes.open(ShapesOptions.parse(name)).train();
  }

  static byte[] pixels(Sample<Instances> sample) {
    return ((Generated) sample.image()).hwc().get();
  }

  private static Rle mask(Instance object) {
    return (Rle) object.segmentation().orElseThrow();
  }

  private static List<Instance> objects(Dataset<Instances> dataset, int images) {
    return IntStream.range(0, images)
        .mapToObj(dataset::get)
        .flatMap(sample -> sample.target().objects().stream())
        .toList();
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String digest(Sample<Instances> sample) {
    return sha256(pixels(sample)) + " " + sha256(annotation(sample));
  }

  private static byte[] annotation(Sample<Instances> sample) {
    StringBuilder text = new StringBuilder();
    for (Instance object : sample.target().objects()) {
      int[] runs = mask(object).runs();
      text.append(object.label()).append(' ').append(Arrays.toString(runs)).append('\n');
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** Whoever changes what is drawn gives the dataset another name: results depend on it. */
  @Test
  void theFirstImageIsWhatItAlwaysWas() {
    Sample<Instances> first = TRAIN.get(0);
    assertEquals(
        "aa05f2b1c6161abf307a5a72d3d19379fa03ace6a8a4f544436515502f10a353", sha256(pixels(first)));
    assertEquals(
        "0255759a80e856091e161c79df083940e6b1ede16209ff573556a37d07b2c956",
        sha256(annotation(first)));
  }

  @Test
  void hasTheNumbersAskedFor() {
    Split<Instances> split = Shapes.open(ShapesOptions.parse("shapes:images=30,test=4,size=48"));
    assertEquals(30, split.train().size());
    assertEquals(4, split.test().size());
    assertEquals(48, split.train().get(29).target().height());
    assertEquals(3 * 48 * 48, pixels(split.train().get(29)).length);
    assertEquals(List.of("circle", "rectangle", "triangle", "star"), split.test().classes());
    assertEquals("shapes:images=30,test=4,size=48", split.train().name());
    assertThrows(IndexOutOfBoundsException.class, () -> split.test().get(4));
  }

  @Test
  void imagesDependOnSeedSplitAndIndexAlone() {
    Dataset<Instances> few = train("shapes:images=6");
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 6; i++) {
      assertEquals(digest(TRAIN.get(i)), digest(few.get(i)));
      seen.add(digest(TRAIN.get(i)));
      seen.add(digest(Shapes.open(ShapesOptions.DEFAULT).test().get(i)));
      seen.add(digest(train("shapes:seed=1").get(i)));
    }
    assertEquals(18, seen.size());
  }

  @Test
  void threadsMakeNoDifference() {
    List<Sample<Instances>> samples = IntStream.range(0, 40).mapToObj(TRAIN::get).toList();
    List<String> alone = samples.stream().map(ShapesTest::digest).toList();
    // Every image is painted by several threads at once, from the same sample and from new ones.
    List<String> together =
        IntStream.range(0, 160)
            .parallel()
            .mapToObj(i -> digest(i < 80 ? samples.get(i % 40) : TRAIN.get(i % 40)))
            .toList();
    assertEquals(alone, together.subList(0, 40));
    assertEquals(alone, together.subList(40, 80));
    assertEquals(alone, together.subList(80, 120));
    assertEquals(alone, together.subList(120, 160));
  }

  @ParameterizedTest
  @ValueSource(strings = {"shapes", "shapes:size=32,objects=20", "shapes:size=300,objects=40"})
  void annotationsAreExact(String name) {
    Dataset<Instances> dataset = train(name);
    Set<Long> ids = new HashSet<>();
    for (int i = 0; i < 40; i++) {
      Instances shown = dataset.get(i).target();
      byte[] covered = new byte[shown.height() * shown.width()];
      for (Instance object : shown.objects()) {
        Rle mask = mask(object);
        byte[] bitmap = mask.decode();
        assertEquals(Rle.encode(shown.height(), shown.width(), bitmap), mask);
        assertEquals(mask.box(), object.box());
        assertEquals((double) mask.area(), object.area());
        assertTrue(object.area() >= 16);
        assertFalse(object.crowd());
        assertEquals(i * 100L + shown.objects().indexOf(object) + 1, object.id());
        assertTrue(ids.add(object.id()));
        for (int p = 0; p < covered.length; p++) {
          assertTrue(bitmap[p] == 0 || covered[p] == 0, "two objects own a pixel");
          covered[p] |= bitmap[p];
        }
      }
    }
  }

  @Test
  void everyImageShowsSomethingUnlessAskedOtherwise() {
    for (String name : List.of("shapes", "shapes:size=32,objects=1", "shapes:objects=99")) {
      Dataset<Instances> dataset = train(name);
      int most = ShapesOptions.parse(name).objects();
      for (int i = 0; i < SOME; i++) {
        int count = dataset.get(i).target().objects().size();
        assertTrue(count >= 1 && count <= most, name + " image " + i + ": " + count);
      }
    }
    Dataset<Instances> some = train("shapes:empty=0.3");
    int empty = 0;
    for (int i = 0; i < SOME; i++) {
      if (some.get(i).target().objects().isEmpty()) {
        assertEquals(3 * 256 * 256, pixels(some.get(i)).length);
        empty++;
      }
    }
    // Three standard deviations of 200 draws.
    assertEquals(60, empty, 20);
    assertTrue(train("shapes:empty=1").get(5).target().objects().isEmpty());
  }

  @Test
  void classesAndSizesOccurInSensibleShares() {
    List<Instance> objects = objects(TRAIN, SOME);
    for (int label = 0; label < 4; label++) {
      int wanted = label;
      double share =
          objects.stream().filter(object -> object.label() == wanted).count()
              / (double) objects.size();
      assertEquals(0.25, share, 0.06, "class " + label);
    }
    double small = objects.stream().filter(object -> object.area() < 32 * 32).count();
    double large = objects.stream().filter(object -> object.area() >= 96 * 96).count();
    assertEquals(0.4, small / objects.size(), 0.1);
    assertEquals(0.16, large / objects.size(), 0.06);
  }

  @Test
  void manyObjectsHideOthersOrAreCutOff() {
    Dataset<Instances> dataset = train("shapes:objects=8");
    List<Instance> objects = objects(dataset, SOME);
    long cut =
        objects.stream()
            .map(Instance::box)
            .filter(box -> box.x() == 0 || box.y() == 0 || box.x2() == 256 || box.y2() == 256)
            .count();
    assertTrue(cut > objects.size() / 10 && cut < objects.size() / 2, cut + " are cut off");
    int touching = 0;
    for (int i = 0; i < SOME; i++) {
      List<Instance> shown = dataset.get(i).target().objects();
      touching += shown.stream().anyMatch(a -> overlaps(a, shown)) ? 1 : 0;
    }
    assertTrue(touching > SOME / 2, touching + " images with overlapping boxes");
  }

  private static boolean overlaps(Instance object, List<Instance> others) {
    Box a = object.box();
    return others.stream()
        .filter(other -> other.id() != object.id())
        .map(Instance::box)
        .anyMatch(b -> a.x() < b.x2() && b.x() < a.x2() && a.y() < b.y2() && b.y() < a.y2());
  }

  @Test
  void colourTellsNeitherClassNorObject() {
    double[][] sums = new double[5][4]; // four classes and the ground: red, green, blue, pixels
    for (int i = 0; i < SOME; i++) {
      Sample<Instances> sample = TRAIN.get(i);
      byte[] hwc = pixels(sample);
      int[] labels = new int[hwc.length / 3];
      Arrays.fill(labels, 4);
      for (Instance object : sample.target().objects()) {
        byte[] bitmap = mask(object).decode();
        IntStream.range(0, labels.length)
            .filter(p -> bitmap[p] != 0)
            .forEach(p -> labels[p] = object.label());
      }
      for (int p = 0; p < labels.length; p++) {
        for (int c = 0; c < 3; c++) {
          sums[labels[p]][c] += hwc[3 * p + c] & 0xFF;
        }
        sums[labels[p]][3]++;
      }
    }
    for (double[] sum : sums) {
      for (int c = 0; c < 3; c++) {
        assertEquals(sums[4][c] / sums[4][3], sum[c] / sum[3], 25);
      }
    }
  }

  @Test
  void theLoaderPaintsInItsWorkers() {
    Dataset<Instances> dataset = train("shapes:images=10,size=64");
    try (DataLoader<Instances> loader =
            DataLoader.builder(dataset, Pipeline.of()).imageSize(64, 64).batchSize(4).build();
        BatchIterator<Instances> batches = loader.epoch(0)) {
      int index = 0;
      while (batches.hasNext()) {
        try (Batch<Instances> batch = batches.next()) {
          ByteBuffer buffer = batch.pixels();
          for (Instances target : batch.targets()) {
            byte[] image = new byte[3 * 64 * 64];
            buffer.get(image);
            assertArrayEquals(pixels(dataset.get(index)), image);
            assertEquals(dataset.get(index).target(), target);
            index++;
          }
        }
      }
      assertEquals(10, index);
    }
  }

  @Test
  void otherSizesScaleWhatIsDrawn() {
    double usual = objects(TRAIN, SOME).stream().mapToDouble(Instance::area).average().orElse(0);
    double twice =
        objects(train("shapes:size=512"), SOME).stream()
            .mapToDouble(Instance::area)
            .average()
            .orElse(0);
    assertEquals(4, twice / usual, 0.05);
  }
}
