package io.finetune.box;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pools with the plan, and back, and compares with torchvision's operation. */
class RoiAlignTest {

  /**
   * Coordinates are float32 here and were double in the recording: torchvision's own float32
   * differs by 2e-7, and by 7e-5 in gradients that add up many samples.
   */
  private static final double TOLERANCE = 2e-6;

  @Test
  void regionsInsideAcrossAndOutsideTheMap() {
    JsonObject section = Fixture.BOXES.getAsJsonObject("roi_align");
    Regions regions = Regions.of(section.getAsJsonArray("rois"));
    ImageSize map = new ImageSize(13, 17);
    FeatureTable table = FeatureTable.byLevel(2, List.of(map), new float[] {0.25f});
    double[] features = formula(2, 2, map, 0);
    int seen = 0;
    for (JsonElement element : section.getAsJsonArray("cases")) {
      JsonObject one = element.getAsJsonObject();
      int side = one.get("output_size").getAsInt();
      int sampling = one.has("sampling_ratio") ? one.get("sampling_ratio").getAsInt() : 2;
      for (boolean merged : new boolean[] {false, true}) {
        RoiAlign align = new RoiAlign(new ImageSize(side, side), sampling, merged);
        WeightedRows plan = align.on(table, regions.boxes, regions.images, regions.levels);
        double[] pooled = Pooling.pool(plan, features, 2, side * side);
        assertArrayEquals(Fixture.doubles(one.get("output")), pooled, TOLERANCE);
        double[] gradient =
            Pooling.back(plan, upstream(pooled.length), 2, side * side, table.rows());
        assertArrayEquals(
            Fixture.doubles(one.get("input_gradient")),
            Pooling.toChannelsFirst(gradient, 2, map),
            5e-5);
      }
      seen++;
    }
    assertEquals(3, seen);
  }

  @Test
  void oblongOutput() {
    JsonObject one = Fixture.OPS.getAsJsonObject("roi_align");
    Regions regions = Regions.of(one.getAsJsonArray("rois_batch_x1_y1_x2_y2"));
    ImageSize map = new ImageSize(8, 9);
    float[] values = Fixture.fractions("roi_align", 2 * 2 * 8 * 9);
    double[] features = Pooling.toChannelsLast(values, 2, map);
    FeatureTable table = FeatureTable.byImage(2, List.of(map), new float[] {0.25f});
    for (boolean merged : new boolean[] {false, true}) {
      RoiAlign two = new RoiAlign(Fixture.size(one.get("output_size")), 2, merged);
      RoiAlign adaptive = new RoiAlign(two.output(), RoiAlign.ADAPTIVE, merged);
      assertArrayEquals(
          Fixture.doubles(one.get("sampling_ratio_2")),
          Pooling.pool(
              two.on(table, regions.boxes, regions.images, regions.levels), features, 2, 6),
          TOLERANCE);
      assertArrayEquals(
          Fixture.doubles(one.get("sampling_ratio_adaptive_-1")),
          Pooling.pool(
              adaptive.on(table, regions.boxes, regions.images, regions.levels), features, 2, 6),
          TOLERANCE);
    }
  }

  @Test
  void levelsOfAPyramidInBothLayouts() {
    JsonObject section = Fixture.BOXES.getAsJsonObject("multiscale_roi_align");
    List<ImageSize> maps = new ArrayList<>();
    List<double[]> features = new ArrayList<>();
    for (int level = 0; level < 4; level++) {
      int[] shape = Fixture.ints(section.getAsJsonObject("feature_shapes").get("" + level));
      maps.add(new ImageSize(shape[2], shape[3]));
      features.add(formula(2, 2, maps.get(level), 0.3 * level));
    }
    JsonArray perImage = section.getAsJsonArray("boxes");
    float[] first = Fixture.floats(perImage.get(0));
    float[] boxes = Boxes.concat(first, Fixture.floats(perImage.get(1)));
    int[] images = new int[Boxes.count(boxes)];
    Arrays.fill(images, Boxes.count(first), images.length, 1);
    int[] levels = new LevelMapper(2, 5).levels(boxes);
    float[] scales = FeatureTable.scales(maps, new ImageSize(256, 320));
    int seen = 0;
    for (JsonElement element : section.getAsJsonArray("cases")) {
      JsonObject one = element.getAsJsonObject();
      assertArrayEquals(Fixture.ints(one.get("levels")), levels);
      assertArrayEquals(Fixture.floats(one.get("scales")), scales);
      RoiAlign align = RoiAlign.of(one.get("output_size").getAsInt(), 2);
      FeatureTable byLevel = FeatureTable.byLevel(2, maps, scales);
      checkPyramid(one, align.on(byLevel, boxes, images, levels), rowsByLevel(features), align);
      FeatureTable byImage = FeatureTable.byImage(2, maps, scales);
      checkPyramid(one, align.on(byImage, boxes, images, levels), rowsByImage(features), align);
      assertEquals(byLevel.rows(), byImage.rows());
      seen++;
    }
    assertEquals(2, seen);
  }

  private static void checkPyramid(
      JsonObject one, WeightedRows plan, double[] features, RoiAlign align) {
    int cells = align.output().height() * align.output().width();
    double[] pooled = Pooling.pool(plan, features, 2, cells);
    JsonObject checks = one.getAsJsonObject("output_checks");
    assertEquals(checks.get("sum").getAsDouble(), Arrays.stream(pooled).sum(), 1e-3);
    double weighted = 0;
    for (int i = 0; i < pooled.length; i++) {
      weighted += pooled[i] * (i % 97 + 1);
    }
    assertEquals(checks.get("weighted_sum").getAsDouble(), weighted, 1e-1);
    for (JsonElement sample : checks.getAsJsonArray("samples")) {
      double[] pair = Fixture.doubles(sample);
      assertEquals(pair[1], pooled[(int) pair[0]], TOLERANCE);
    }
    if (one.has("output")) {
      assertArrayEquals(Fixture.doubles(one.get("output")), pooled, TOLERANCE);
    }
    double gradient = 0;
    for (JsonElement level : one.getAsJsonObject("input_gradient_checks").asMap().values()) {
      gradient += level.getAsJsonObject().get("sum").getAsDouble();
    }
    double[] back = Pooling.back(plan, upstream(pooled.length), 2, cells, features.length / 2);
    assertEquals(gradient, Arrays.stream(back).sum(), 1e-3);
  }

  private static double[] rowsByLevel(List<double[]> features) {
    return features.stream().flatMapToDouble(Arrays::stream).toArray();
  }

  private static double[] rowsByImage(List<double[]> features) {
    List<double[]> parts = new ArrayList<>();
    for (int image = 0; image < 2; image++) {
      for (double[] level : features) {
        int half = level.length / 2;
        parts.add(Arrays.copyOfRange(level, image * half, (image + 1) * half));
      }
    }
    return rowsByLevel(parts);
  }

  @Test
  void unmergedSumsHaveSixteenTermsAndMergedOnesNoRowTwice() {
    FeatureTable table =
        FeatureTable.byLevel(1, List.of(new ImageSize(50, 60)), new float[] {0.25f});
    float[] boxes = {8, 8, 40, 30, 100, 60, 239, 199, 0, 0, 1, 1, 500, 500, 600, 600};
    int[] zeros = new int[4];
    RoiAlign align = new RoiAlign(new ImageSize(7, 7), 2, false);
    WeightedRows plain = align.on(table, boxes, zeros, zeros);
    assertEquals(4 * 49, plain.sums());
    assertEquals(4 * 49 * 16, plain.rows().length);
    for (int i = 0; i < plain.sums(); i++) {
      assertEquals(16 * i, plain.starts()[i]);
    }
    WeightedRows merged = RoiAlign.of(7, 2).on(table, boxes, zeros, zeros);
    assertTrue(merged.rows().length < plain.rows().length);
    for (int i = 0; i < merged.sums(); i++) {
      int[] rows = Arrays.copyOfRange(merged.rows(), merged.starts()[i], merged.end(i));
      assertEquals(rows.length, Arrays.stream(rows).distinct().count());
      float total = 0;
      for (int term = merged.starts()[i]; term < merged.end(i); term++) {
        total += merged.weights()[term];
      }
      assertEquals(i < 3 * 49 ? 1f : 0f, total, 1e-6f, "a region wholly outside has no terms");
    }
  }

  @Test
  void saysWhatIsWrong() {
    FeatureTable table = FeatureTable.byLevel(1, List.of(new ImageSize(5, 6)), new float[] {0.25f});
    RoiAlign align = RoiAlign.of(7, 2);
    int[] zero = {0};
    assertThrows(
        IllegalArgumentException.class, () -> align.on(table, new float[4], new int[] {1}, zero));
    assertThrows(
        IllegalArgumentException.class, () -> align.on(table, new float[4], zero, new int[] {-1}));
    assertThrows(IllegalArgumentException.class, () -> align.on(table, new float[8], zero, zero));
    assertThrows(IllegalArgumentException.class, () -> RoiAlign.of(7, 0));
    assertThrows(
        IllegalArgumentException.class,
        () -> FeatureTable.byImage(1, List.of(), new float[] {0.5f}));
  }

  /** Regions as torchvision has them: image and four corners. */
  private static final class Regions {
    final float[] boxes;
    final int[] images;
    final int[] levels;

    private Regions(int count) {
      boxes = new float[4 * count];
      images = new int[count];
      levels = new int[count];
    }

    static Regions of(JsonArray rows) {
      Regions regions = new Regions(rows.size());
      for (int i = 0; i < rows.size(); i++) {
        float[] row = Fixture.floats(rows.get(i));
        regions.images[i] = (int) row[0];
        System.arraycopy(row, 1, regions.boxes, 4 * i, 4);
      }
      return regions;
    }
  }

  /** The recorded features, {@code (N, H, W, C)}. */
  private static double[] formula(int images, int channels, ImageSize map, double phase) {
    double[] features = new double[images * map.height() * map.width() * channels];
    int at = 0;
    for (int n = 0; n < images; n++) {
      for (int y = 0; y < map.height(); y++) {
        for (int x = 0; x < map.width(); x++) {
          for (int c = 0; c < channels; c++) {
            features[at++] =
                Math.sin(0.11 * y + 0.07 * x * (c + 1) + 0.5 * n + phase) + 0.01 * y - 0.02 * x;
          }
        }
      }
    }
    return features;
  }

  private static double[] upstream(int count) {
    double[] gradient = new double[count];
    Arrays.setAll(gradient, k -> Math.cos(0.05 * k));
    return gradient;
  }
}
