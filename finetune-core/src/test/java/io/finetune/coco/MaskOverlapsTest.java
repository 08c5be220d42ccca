package io.finetune.coco;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.region.Polygons;
import io.finetune.region.Rle;
import io.finetune.region.Segmentation;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is not computed must not be missed. */
class MaskOverlapsTest {

  private static final int HEIGHT = 40;
  private static final int WIDTH = 50;

  @Test
  void onlyOverlapsBelowTheLeastThresholdAreLeftOut() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int left = 0;
    for (int round = 0; round < 300; round++) {
      double least = List.of(0.05, 0.3, 0.5, 0.9).get(round % 4);
      Segmentation[] objects =
          IntStream.range(0, 6)
              .mapToObj(i -> i % 2 == 0 ? polygons(random) : polygons(random).toRle(HEIGHT, WIDTH))
              .toArray(Segmentation[]::new);
      boolean[] crowds = {false, false, true, true, false, false};
      Rle[] found =
          IntStream.range(0, 6)
              .mapToObj(i -> polygons(random).toRle(HEIGHT, WIDTH))
              .toArray(Rle[]::new);
      found[5] = objects[4].toRle(HEIGHT, WIDTH);
      MaskOverlaps overlaps =
          new MaskOverlaps(HEIGHT, WIDTH, least, found.length, i -> found[i], objects, crowds);
      for (int d = 0; d < found.length; d++) {
        for (int t = 0; t < objects.length; t++) {
          double expected = found[d].iou(objects[t].toRle(HEIGHT, WIDTH), crowds[t]);
          double actual = overlaps.of(d, t);
          if (expected >= least || actual >= least) {
            assertEquals(expected, actual, "seed " + seed);
          } else {
            left++;
          }
        }
      }
    }
    assertTrue(left > 1000, "few pairs were below the threshold: " + left);
  }

  /** Points partly outside the image; the second part makes concave and crossing outlines. */
  private static Polygons polygons(Random random) {
    return new Polygons(List.of(polygon(random, 3), polygon(random, 7)));
  }

  private static double[] polygon(Random random, int points) {
    double x = random.nextDouble() * WIDTH;
    double y = random.nextDouble() * HEIGHT;
    double size = 2 + random.nextDouble() * 30;
    double[] xy = new double[2 * points];
    for (int i = 0; i < points; i++) {
      xy[2 * i] = x + size * (random.nextDouble() - 0.5);
      xy[2 * i + 1] = y + size * (random.nextDouble() - 0.5);
    }
    return xy;
  }

  @Test
  void masksAreDecodedOnceAndOnlyWhereTheyCanMatter() {
    int[] asked = new int[2];
    Rle left = Rle.of(4, 10, 0, 8, 32);
    Rle right = Rle.of(4, 10, 32, 8);
    Rle[] found = {left, right};
    MaskOverlaps overlaps =
        new MaskOverlaps(
            4,
            10,
            0.5,
            2,
            i -> {
              asked[i]++;
              return found[i];
            },
            new Segmentation[] {left, right},
            new boolean[2]);
    assertEquals(1, overlaps.of(0, 0));
    assertEquals(0, overlaps.of(0, 1));
    assertEquals(1, overlaps.of(0, 0));
    assertEquals(1, asked[0]);
    assertEquals(0, asked[1]);
  }
}
