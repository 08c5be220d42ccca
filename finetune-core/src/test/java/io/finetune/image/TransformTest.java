package io.finetune.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.DataException;
import io.finetune.image.ImageSource.EncodedBytes;
import io.finetune.image.RandomResizedCrop.Box;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class TransformTest {

  /** An image whose red channel counts the pixels, row by row. */
  private static RgbImage counting(int height, int width) {
    byte[] hwc = new byte[3 * height * width];
    for (int i = 0; i < height * width; i++) {
      hwc[3 * i] = (byte) i;
    }
    return RgbImage.of(height, width, hwc);
  }

  private static int[] red(RgbImage image) {
    byte[] hwc = image.toHwc();
    int[] red = new int[hwc.length / 3];
    for (int i = 0; i < red.length; i++) {
      red[i] = hwc[3 * i] & 0xFF;
    }
    return red;
  }

  private static int[] red(Transform transform, RgbImage image) {
    return red(transform.apply(image, new SplittableRandom(1)));
  }

  @Test
  void flipMirrorsRows() {
    try (RgbImage image = counting(2, 3)) {
      assertArrayEquals(new int[] {2, 1, 0, 5, 4, 3}, red(new HorizontalFlip(1), image));
      assertSame(image, new HorizontalFlip(0).apply(image, new SplittableRandom(1)));
    }
  }

  @Test
  void flipsHappenWithTheGivenProbability() {
    int flipped = 0;
    try (RgbImage image = counting(1, 2)) {
      for (int seed = 0; seed < 2000; seed++) {
        RgbImage result = new HorizontalFlip(0.25).apply(image, new SplittableRandom(seed));
        flipped += red(result)[0];
      }
    }
    assertEquals(500, flipped, 80, "four standard deviations of Binomial(2000, 1/4)");
  }

  @Test
  void padAndCropReachesEveryPlaceAndNoOther() {
    Set<String> places = new HashSet<>();
    try (RgbImage image = counting(3, 3)) {
      for (int seed = 0; seed < 500; seed++) {
        int[] window = red(new PadAndCrop(3, 1).apply(image, new SplittableRandom(seed)));
        assertEquals(9, window.length);
        places.add(java.util.Arrays.toString(window));
      }
    }
    assertEquals(9, places.size(), "(2 * padding + 1) squared places");
    assertTrue(places.contains("[0, 0, 0, 0, 0, 1, 0, 3, 4]"), "one up, one left");
    assertTrue(places.contains("[4, 5, 0, 7, 8, 0, 0, 0, 0]"), "one down, one right");
  }

  @Test
  void centreCropRoundsHalvesToEven() {
    try (RgbImage image = counting(5, 7)) {
      assertArrayEquals(new int[] {16, 17, 18}, red(new CenterCrop(1, 3), image));
      // (7 - 4) / 2 = 1.5 -> 2; (5 - 4) / 2 = 0.5 -> 0
      assertEquals(2, red(new CenterCrop(4), image)[0]);
      IllegalArgumentException failure =
          assertThrows(IllegalArgumentException.class, () -> red(new CenterCrop(6), image));
      assertTrue(failure.getMessage().contains("5x7"), failure.getMessage());
    }
  }

  @Test
  void resizeKeepsTheAspectRatio() {
    try (RgbImage wide = counting(30, 50);
        RgbImage high = counting(50, 30);
        RgbImage small = new Resize(12).apply(wide, new SplittableRandom(0));
        RgbImage tall = new Resize(61).apply(high, new SplittableRandom(0))) {
      assertEquals(12, small.height());
      assertEquals(20, small.width());
      assertEquals(101, tall.height(), "floor(61 * 50 / 30)");
      assertEquals(61, tall.width());
      assertSame(wide, new Resize(30).apply(wide, new SplittableRandom(0)));
    }
  }

  @Test
  void shrinkingAveragesTheAreaAndGrowingInterpolates() {
    try (RgbImage image = counting(2, 4)) { // 0 1 2 3 / 4 5 6 7
      assertArrayEquals(new int[] {3, 5}, red(new ResizeExact(1, 2), image), "means 2.5 and 4.5");
      int[] mixed = red(new ResizeExact(4, 1), image); // columns average to 1.5 and 5.5
      assertEquals(4, mixed.length);
      assertEquals(2, mixed[0], 1);
      assertEquals(6, mixed[3], 1);
      assertTrue(mixed[1] > mixed[0] && mixed[2] > mixed[1], "rows are interpolated");
    }
  }

  @Test
  void randomBoxesStayInsideWithinTheirRanges() {
    RandomResizedCrop crop = new RandomResizedCrop(224);
    double smallest = 1;
    double largest = 0;
    for (int seed = 0; seed < 3000; seed++) {
      Box box = crop.box(480, 640, new SplittableRandom(seed));
      assertTrue(box.top() >= 0 && box.top() + box.height() <= 480, box.toString());
      assertTrue(box.left() >= 0 && box.left() + box.width() <= 640, box.toString());
      double share = (double) box.height() * box.width() / (480 * 640);
      double ratio = (double) box.width() / box.height();
      assertTrue(ratio > 0.74 && ratio < 1.35, box.toString());
      smallest = Math.min(smallest, share);
      largest = Math.max(largest, share);
    }
    assertEquals(0.08, smallest, 0.01);
    assertTrue(largest > 0.9 && largest <= 1.0, "largest share " + largest);
  }

  @Test
  void imagesTooNarrowForAnyBoxGiveTheirMiddle() {
    RandomResizedCrop crop = new RandomResizedCrop(8, 0.9, 1.0, 0.75, 4.0 / 3);
    assertEquals(new Box(0, 433, 100, 133), crop.box(100, 1000, new SplittableRandom(3)));
    assertEquals(new Box(433, 0, 133, 100), crop.box(1000, 100, new SplittableRandom(3)));
  }

  @Test
  void reductionNeverMakesTheCropGrow() {
    RandomResizedCrop crop = new RandomResizedCrop(64);
    for (int seed = 0; seed < 300; seed++) {
      int factor =
          Math.min(8, Integer.highestOneBit(crop.reduction(600, 800, new SplittableRandom(seed))));
      Box full = crop.box(600, 800, new SplittableRandom(seed));
      Box reduced = crop.box(600 / factor, 800 / factor, new SplittableRandom(seed));
      assertEquals(full.height(), (double) reduced.height() * factor, factor);
      assertEquals(full.left(), (double) reduced.left() * factor, 3.0 * factor);
      assertTrue(factor == 1 || Math.min(full.height(), full.width()) >= 64 * factor);
    }
    assertEquals(2, new Resize(64).reduction(300, 500, new SplittableRandom(0)));
    assertEquals(1, new Resize(64).reduction(255, 300, new SplittableRandom(0)));
  }

  @Test
  void jitterFollowsItsDefinitions() {
    byte[] hwc = {(byte) 200, 100, 50, 40, 40, 40};
    try (RgbImage image = RgbImage.of(1, 2, hwc)) {
      // Luma of the pixels: 0.299 * 200 + 0.587 * 100 + 0.114 * 50 = 124.2, and 40; mean 82.
      assertNear(new int[] {240, 120, 60, 48, 48, 48}, image, i -> ColorJitter.brighten(i, 1.2));
      assertNear(new int[] {255, 200, 100, 80, 80, 80}, image, i -> ColorJitter.brighten(i, 2));
      assertNear(new int[] {141, 91, 66, 61, 61, 61}, image, i -> ColorJitter.contrast(i, 0.5));
      assertNear(new int[] {162, 112, 87, 40, 40, 40}, image, i -> ColorJitter.saturate(i, 0.5));
      // A third of the circle turns red towards green: channels move round by one.
      assertNear(new int[] {50, 200, 100, 40, 40, 40}, image, i -> ColorJitter.turnHue(i, 1.0 / 3));
    }
  }

  private static void assertNear(
      int[] expected, RgbImage image, Function<RgbImage, RgbImage> change) {
    try (RgbImage changed = change.apply(image)) {
      byte[] actual = changed.toHwc();
      for (int i = 0; i < expected.length; i++) {
        assertEquals(expected[i], actual[i] & 0xFF, 3, "value " + i);
      }
    }
  }

  @Test
  void jitterOfNothingIsTheImageItself() {
    try (RgbImage image = counting(2, 2)) {
      assertSame(image, new ColorJitter(0, 0, 0, 0).apply(image, new SplittableRandom(5)));
    }
  }

  @Test
  void pipelinesAreFunctionsOfTheirSeed() throws IOException {
    Pipeline pipeline =
        Pipeline.of(
            new RandomResizedCrop(16),
            new HorizontalFlip(0.5),
            new ColorJitter(0.4, 0.4, 0.4, 0.1));
    EncodedBytes source = new EncodedBytes(ImageDecoderTest.fixture("rgb.jpg"));
    Set<Integer> results = new HashSet<>();
    for (long seed = 0; seed < 20; seed++) {
      try (RgbImage first = pipeline.read(source, seed);
          RgbImage again = pipeline.read(source, seed)) {
        assertArrayEquals(first.toHwc(), again.toHwc());
        results.add(java.util.Arrays.hashCode(first.toHwc()));
      }
    }
    assertEquals(20, results.size());
    assertEquals(
        "random resized crop 16 (area 0.0800-1.00, ratio 0.750-1.33), horizontal flip 0.50,"
            + " colour jitter (brightness 0.400, contrast 0.400, saturation 0.400, hue 0.100)",
        pipeline.describe());
  }

  @Test
  void aLineIsNotEnlargedBeyondWhatAnImageMayHave() {
    try (RgbImage line = RgbImage.of(1, 50_000, new byte[150_000])) {
      Resize resize = new Resize(224);
      String message =
          assertThrows(DataException.class, () -> resize.apply(line, new SplittableRandom(1)))
              .getMessage();
      assertTrue(message.contains("1x50000 pixels (height x width) would be enlarged to"), message);
      assertTrue(message.contains("224x11200000, the limit is 178956970"), message);
      try (RgbImage small = new Resize(2).apply(line, new SplittableRandom(1))) {
        assertEquals(100_000, small.width());
      }
    }
  }
}
