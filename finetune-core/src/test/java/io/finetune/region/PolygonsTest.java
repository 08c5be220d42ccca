package io.finetune.region;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PolygonsTest {

  private static Rle draw(int height, int width, double... xy) {
    return new Polygons(List.of(xy)).toRle(height, width);
  }

  @Test
  void randomPolygonsAreDrawnAsByAWalkAlongTheirEdges() {
    long pixels = 0;
    for (int seed = 0; seed < 4000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int height = random.nextInt(1, 60);
      int width = random.nextInt(1, 60);
      double[] xy = polygon(random, height, width);
      Rle mask = draw(height, width, xy);
      assertArrayEquals(
          walk(height, width, xy), mask.runs(), "seed " + seed + ": " + Arrays.toString(xy));
      pixels += mask.area();
    }
    assertTrue(pixels > 500_000, "pixels covered: " + pixels);
  }

  private static double[] polygon(SplittableRandom random, int height, int width) {
    double[] xy = new double[random.nextInt(2, 40)];
    double reach = random.nextInt(20) == 0 ? 50 : random.nextDouble(0.1, 2);
    int steps = 1 << random.nextInt(6);
    boolean rounded = random.nextBoolean();
    for (int i = 0; i < xy.length; i++) {
      int side = i % 2 == 0 ? width : height;
      double value = side * (0.5 + reach * (random.nextDouble() - 0.5));
      xy[i] = rounded ? Math.rint(value * steps) / steps : value;
      if (i > 1 && random.nextInt(8) == 0) {
        xy[i] = xy[i - 2]; // upright and level edges, and corners that coincide
      }
    }
    return xy;
  }

  @Test
  void aPolygonOfVeryManyEdgesIsDrawnInStripes() {
    SplittableRandom random = new SplittableRandom(1);
    double[] xy = random.doubles(40_000, -5, 105).toArray();
    assertArrayEquals(walk(100, 100, xy), draw(100, 100, xy).runs());
  }

  @Test
  void coordinatesFarOutCostNothing() {
    for (double far : new double[] {1e5, 1e9, 1e300, Double.MAX_VALUE}) {
      Rle all =
          assertTimeout(
              Duration.ofSeconds(5),
              () -> draw(30, 40, -far, -far, far, -far, far, far, -far, far),
              "coordinates of " + far);
      assertEquals(Rle.of(30, 40, 0, 1200), all);
      Rle lower = draw(30, 40, -far, 12, far, 12, far, far, -far, far);
      assertEquals(Rle.ofBox(30, 40, new Box(0, 12, 40, 18)), lower);
      Rle none = draw(30, 40, far, far, -far, far, far, far / 2, 50, 50);
      assertEquals(Rle.of(30, 40, 1200), none);
    }
  }

  @Test
  void coordinatesHaveToBeFinite() {
    double[] good = {1, 1, 5, 1, 5, 5};
    double[] bad = {1, 1, 5, Double.NaN, 5, 5};
    String message =
        assertThrows(IllegalArgumentException.class, () -> new Polygons(List.of(good, bad)))
            .getMessage();
    assertEquals("y of point 1 in polygon 1 is NaN", message);
    bad[3] = 1;
    bad[4] = Double.NEGATIVE_INFINITY;
    message =
        assertThrows(IllegalArgumentException.class, () -> new Polygons(List.of(bad))).getMessage();
    assertEquals("x of point 2 in polygon 0 is -Infinity", message);
    Box box = new Box(0, 0, Double.POSITIVE_INFINITY, 1);
    assertThrows(IllegalArgumentException.class, () -> Rle.ofBox(3, 3, box));
  }

  @Test
  void outlinesWithoutAnAreaCoverNothing() {
    Rle nothing = Rle.of(9, 7, 63);
    assertEquals(nothing, new Polygons(List.of()).toRle(9, 7));
    assertEquals(nothing, draw(9, 7));
    assertEquals(nothing, draw(9, 7, 3));
    assertEquals(nothing, draw(9, 7, 3, 3));
    assertEquals(nothing, draw(9, 7, 1, 1, 5, 5));
    assertEquals(nothing, draw(9, 7, 4.2, 4.2, 4.6, 4.2, 4.6, 4.4));
  }

  @Test
  void outlinesAreEqualByTheirNumbers() {
    Polygons one = new Polygons(List.of(new double[] {1, 2, 3, 4, 5, 6}));
    Polygons same = new Polygons(List.of(new double[] {1, 2, 3, 4, 5, 6}));
    assertEquals(one, same);
    assertEquals(one.hashCode(), same.hashCode());
    assertEquals("Polygons[[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]]", one.toString());
    assertNotEquals(one, new Polygons(List.of(new double[] {1, 2, 3, 4, 5, 7})));
  }

  /** Draws as COCO's API does, step by step: every fifth of a pixel along each edge. */
  private static int[] walk(int height, int width, double[] xy) {
    List<int[]> points = new ArrayList<>();
    int corners = xy.length / 2;
    for (int i = 0; i < corners; i++) {
      int next = (i + 1) % corners;
      addEdge(points, fifths(xy, 2 * i), fifths(xy, 2 * next));
    }
    int[] crossings = new int[points.size() + 1];
    int count = 0;
    for (int i = 1; i < points.size(); i++) {
      int[] a = points.get(i - 1);
      int[] b = points.get(i);
      double column = (Math.min(a[0], b[0]) + 0.5) / 5 - 0.5;
      if (a[0] != b[0] && column == Math.rint(column) && column >= 0 && column < width) {
        double row = (Math.min(a[1], b[1]) + 0.5) / 5 - 0.5;
        int y = (int) Math.ceil(Math.max(0, Math.min(height, row)));
        int x = (int) column;
        crossings[count++] = x * height + y;
      }
    }
    crossings[count++] = height * width;
    return runs(Arrays.stream(crossings, 0, count).sorted().toArray());
  }

  private static int[] fifths(double[] xy, int at) {
    return new int[] {(int) (5 * xy[at] + 0.5), (int) (5 * xy[at + 1] + 0.5)};
  }

  private static void addEdge(List<int[]> points, int[] from, int[] to) {
    int along = Math.abs(to[0] - from[0]) >= Math.abs(to[1] - from[1]) ? 0 : 1;
    boolean back = from[along] > to[along];
    int[] start = back ? to : from;
    int[] end = back ? from : to;
    int steps = end[along] - start[along];
    double slope = steps == 0 ? 0 : (double) (end[1 - along] - start[1 - along]) / steps;
    for (int i = 0; i <= steps; i++) {
      int step = back ? steps - i : i;
      int[] point = new int[2];
      point[along] = start[along] + step;
      point[1 - along] = (int) (start[1 - along] + slope * step + 0.5);
      points.add(point);
    }
  }

  /** Lengths between crossings; one of no length, and with it the colour between, vanishes. */
  private static int[] runs(int[] crossings) {
    List<Integer> runs = new ArrayList<>(List.of(crossings[0]));
    for (int i = 1; i < crossings.length; i++) {
      int run = crossings[i] - crossings[i - 1];
      if (run > 0) {
        runs.add(run);
      } else if (++i < crossings.length) {
        int last = runs.size() - 1;
        runs.set(last, runs.get(last) + crossings[i] - crossings[i - 1]);
      }
    }
    return runs.stream().mapToInt(Integer::intValue).toArray();
  }

  @Test
  void whatDrawingCostsIsKnownBefore() {
    double[] box = {1, 1, 1, 4, 6, 4, 6, 1};
    double[] wide = {-9, 0, 99, 0, 99, 9};
    assertEquals(10, new Polygons(List.of(box)).crossings(8));
    assertEquals(10 + 16, new Polygons(List.of(box, wide)).crossings(8));
    double[] zigzag = new double[4 * 1_200];
    for (int i = 0; i < 1_200; i++) {
      zigzag[4 * i + 2] = 60_000;
      zigzag[4 * i + 3] = 8;
    }
    Polygons costly = new Polygons(List.of(zigzag));
    assertEquals(2L * 1_200 * 60_000, costly.crossings(60_000));
    assertEquals(8 * 8, Arrays.stream(costly.toRle(8, 8).runs()).sum(), "a narrow image is cheap");
    String message =
        assertThrows(IllegalArgumentException.class, () -> costly.toRle(8, 60_000)).getMessage();
    assertTrue(message.contains("2400 points cross 144000000 columns"), message);
  }
}
