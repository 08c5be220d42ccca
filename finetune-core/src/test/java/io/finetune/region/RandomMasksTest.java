package io.finetune.region;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Masks of every density and size against plain loops over their pixels. */
class RandomMasksTest {

  private static final int MASKS = 1000;

  /** Noise, or rectangles, which have runs of every length. */
  private static byte[] bitmap(SplittableRandom random, int height, int width) {
    byte[] bitmap = new byte[height * width];
    if (random.nextBoolean()) {
      double density = random.nextDouble();
      for (int i = 0; i < bitmap.length; i++) {
        bitmap[i] = (byte) (random.nextDouble() < density ? 1 : 0);
      }
      return bitmap;
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      int left = random.nextInt(width);
      int top = random.nextInt(height);
      int right = random.nextInt(left, width);
      for (int y = random.nextInt(top, height); y >= top; y--) {
        Arrays.fill(bitmap, y * width + left, y * width + right + 1, (byte) 1);
      }
    }
    return bitmap;
  }

  private static int side(SplittableRandom random) {
    return random.nextInt(1, random.nextInt(8) == 0 ? 300 : 24);
  }

  @Test
  void everyFormIsTheSameMask() {
    for (int seed = 0; seed < MASKS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int height = side(random);
      int width = side(random);
      byte[] bitmap = bitmap(random, height, width);
      String message = "seed " + seed;
      Rle mask = Rle.encode(height, width, bitmap);
      assertArrayEquals(bitmap, mask.decode(), message);
      assertArrayEquals(runs(height, width, bitmap), mask.runs(), message);
      assertEquals(mask, Rle.of(height, width, mask.runs()), message);
      assertEquals(mask, Rle.parse(height, width, mask.counts()), message);
      Extent extent = new Extent(area(bitmap), box(height, width, bitmap));
      assertEquals(extent, new Extent(mask.area(), mask.box()), message);
      assertEquals(extent, measure(height, width, mask.counts()), message);
    }
  }

  @Test
  void masksCombineAsTheirPixelsDo() {
    int overlapping = 0;
    for (int seed = 0; seed < MASKS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int height = side(random);
      int width = side(random);
      List<Rle> masks = new ArrayList<>();
      byte[] any = new byte[height * width];
      byte[] all = new byte[height * width];
      Arrays.fill(all, (byte) 1);
      for (int n = random.nextInt(2, 5); n > 0; n--) {
        byte[] bitmap = bitmap(random, height, width);
        masks.add(Rle.encode(height, width, bitmap));
        for (int i = 0; i < bitmap.length; i++) {
          any[i] |= bitmap[i];
          all[i] &= bitmap[i];
        }
      }
      String message = "seed " + seed;
      assertEquals(Rle.encode(height, width, any), Rle.union(masks), message);
      assertEquals(Rle.encode(height, width, all), Rle.intersection(masks), message);
      overlapping += assertOverlap(masks.get(0), masks.get(1), message) ? 1 : 0;
    }
    assertTrue(overlapping > MASKS / 2 && overlapping < MASKS, "overlapping: " + overlapping);
  }

  private static boolean assertOverlap(Rle found, Rle truth, String message) {
    byte[] one = found.decode();
    byte[] other = truth.decode();
    int both = 0;
    int any = 0;
    for (int i = 0; i < one.length; i++) {
      both += one[i] & other[i];
      any += one[i] | other[i];
    }
    assertEquals(both, found.sharedArea(truth), message);
    assertEquals(both == 0 ? 0 : (double) both / any, found.iou(truth, false), 0, message);
    double ofFound = both == 0 ? 0 : (double) both / area(one);
    assertEquals(ofFound, found.iou(truth, true), 0, message);
    return both > 0;
  }

  @Test
  void emptyRunsChangeNothing() {
    for (int seed = 0; seed < MASKS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int height = side(random);
      int width = side(random);
      Rle mask = Rle.encode(height, width, bitmap(random, height, width));
      Rle other = Rle.encode(height, width, bitmap(random, height, width));
      Rle loose = Rle.of(height, width, withEmptyRuns(random, mask.runs()));
      String message = "seed " + seed;
      assertArrayEquals(mask.decode(), loose.decode(), message);
      assertEquals(mask.area(), loose.area(), message);
      assertEquals(mask.box(), loose.box(), message);
      assertEquals(mask.iou(other, false), loose.iou(other, false), 0, message);
      assertEquals(other.iou(mask, true), other.iou(loose, true), 0, message);
      assertEquals(Rle.union(List.of(mask, other)), Rle.union(List.of(loose, other)), message);
      assertEquals(
          Rle.intersection(List.of(other, mask)), Rle.intersection(List.of(other, loose)), message);
      assertEquals(loose, Rle.parse(height, width, loose.counts()), message);
      assertEquals(
          new Extent(mask.area(), mask.box()), measure(height, width, loose.counts()), message);
    }
  }

  /** Cuts runs in two with nothing of the other colour in between. */
  private static int[] withEmptyRuns(SplittableRandom random, int[] runs) {
    List<Integer> loose = new ArrayList<>();
    for (int run : runs) {
      if (random.nextInt(3) == 0) {
        int part = random.nextInt(run + 1);
        loose.addAll(List.of(part, 0, run - part));
      } else {
        loose.add(run);
      }
    }
    return loose.stream().mapToInt(Integer::intValue).toArray();
  }

  @Test
  void spoiltCountsAreRefusedOrAMask() {
    int refused = 0;
    int masks = 0;
    for (int seed = 0; seed < 20 * MASKS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int height = side(random);
      int width = side(random);
      Rle mask = Rle.encode(height, width, bitmap(random, height, width));
      String counts = spoilt(random, mask.counts());
      String message = "seed " + seed;
      Optional<Rle> read = readOrRefuse(height, width, counts, message);
      if (read.isPresent()) {
        Rle other = read.get();
        assertEquals((long) height * width, Arrays.stream(other.runs()).sum(), message);
        assertEquals(other, Rle.parse(height, width, other.counts()), message);
        assertEquals(
            new Extent(other.area(), other.box()), measure(height, width, counts), message);
        masks++;
      } else {
        refused++;
      }
    }
    assertTrue(refused > 10_000, "refused " + refused);
    assertTrue(masks > 500, "read " + masks);
  }

  /** Reads counts in both ways, which have to agree on whether they can be read. */
  private static Optional<Rle> readOrRefuse(int height, int width, String counts, String message) {
    try {
      return Optional.of(Rle.parse(height, width, counts));
    } catch (IllegalArgumentException refused) {
      String other =
          assertThrows(
                  IllegalArgumentException.class, () -> measure(height, width, counts), message)
              .getMessage();
      assertEquals(refused.getMessage(), other, message);
      return Optional.empty();
    }
  }

  private static String spoilt(SplittableRandom random, String counts) {
    StringBuilder text = new StringBuilder(counts);
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      int at = random.nextInt(text.length() + 1);
      char digit = (char) random.nextInt('0' - 1, 'o' + 2);
      switch (random.nextInt(4)) {
        case 0 -> text.insert(at, digit);
        case 1 -> text.setLength(at);
        case 2 -> text.delete(at, at + 1);
        default -> text.replace(at, at + 1, String.valueOf(digit));
      }
    }
    return text.toString();
  }

  private static Extent measure(int height, int width, String counts) {
    byte[] ascii = counts.getBytes(StandardCharsets.UTF_8);
    return RleString.measure(height, width, ascii, 0, ascii.length);
  }

  private static int[] runs(int height, int width, byte[] bitmap) {
    List<Integer> runs = new ArrayList<>();
    int run = 0;
    for (int i = 0; i < bitmap.length; i++) {
      if (bitmap[i % height * width + i / height] != runs.size() % 2) {
        runs.add(run);
        run = 0;
      }
      run++;
    }
    runs.add(run);
    return runs.stream().mapToInt(Integer::intValue).toArray();
  }

  private static long area(byte[] bitmap) {
    long area = 0;
    for (byte pixel : bitmap) {
      area += pixel;
    }
    return area;
  }

  /** The smallest box, of full height if the object goes on from a column's end into the next. */
  private static Box box(int height, int width, byte[] bitmap) {
    int left = width;
    int right = -1;
    int top = height;
    int bottom = -1;
    for (int i = 0; i < bitmap.length; i++) {
      int x = i % width;
      int y = i / width;
      if (bitmap[i] == 0) {
        continue;
      }
      left = Math.min(left, x);
      right = Math.max(right, x);
      boolean goesOn = y == height - 1 && x < width - 1 && bitmap[x + 1] != 0;
      top = goesOn ? 0 : Math.min(top, y);
      bottom = goesOn ? height - 1 : Math.max(bottom, y);
    }
    return right < 0 ? new Box(0, 0, 0, 0) : new Box(left, top, right - left + 1, bottom - top + 1);
  }
}
