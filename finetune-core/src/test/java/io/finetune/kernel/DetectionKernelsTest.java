package io.finetune.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.finetune.kernel.DetectionKernels.MapRegions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The kernels of detection networks against numbers worked out by hand. */
class DetectionKernelsTest {

  private final DetectionKernels detection = DetectionKernels.on(Device.cpu());
  private final Kernels kernels = Kernels.on(Device.cpu());
  private NDManager scope;

  @BeforeEach
  void open() {
    scope = NDManager.newBaseManager();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  @ParameterizedTest
  @EnumSource
  void theNearestCoarsePixelIsAddedAlsoAtOddSizes(Precision precision) {
    // the reference's cases, from 2 x 3 to 3 x 5 and to 4 x 6
    NDArray coarse = kernels.cast(scope, array(new Shape(1, 1, 2, 3), 0, 1, 2, 3, 4, 5), precision);
    NDArray odd = kernels.cast(scope, scope.ones(new Shape(1, 1, 3, 5)), precision);
    assertArrayEquals(
        new float[] {1, 1, 2, 2, 3, 1, 1, 2, 2, 3, 4, 4, 5, 5, 6},
        floats(detection.addUpsampled(scope, odd, coarse)));
    NDArray even = kernels.cast(scope, scope.zeros(new Shape(1, 1, 4, 6)), precision);
    assertArrayEquals(
        new float[] {0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 3, 3, 4, 4, 5, 5},
        floats(detection.addUpsampled(scope, even, coarse)));
  }

  @Test
  void everySecondPixelStaysAndOddSidesRoundUp() {
    NDArray x = array(new Shape(1, 1, 3, 3), 1, 2, 3, 4, 5, 6, 7, 8, 9);
    NDArray y = detection.subsample(scope, x);
    assertEquals(new Shape(1, 1, 2, 2), y.getShape());
    assertArrayEquals(new float[] {1, 3, 7, 9}, y.toFloatArray());
  }

  @ParameterizedTest
  @EnumSource
  void proposalOutputsGoByRowColumnAnchor(Precision precision) {
    // two channels a, b at two pixels: (1, 10), (2, 20); two anchors with logits a and b + 1
    NDArray x = array(new Shape(1, 2, 1, 2), 1, 2, 10, 20);
    NDArray logitsWeight = array(new Shape(2, 2, 1, 1), 1, 0, 0, 1);
    float[] rows = new float[16];
    for (int i = 0; i < 8; i++) {
      rows[2 * i] = i; // delta i is i a
    }
    NDList outputs =
        detection.rpnOutputs(
            scope,
            kernels.channelsLast(scope, kernels.cast(scope, x, precision)),
            logitsWeight,
            array(new Shape(2), 0, 1),
            array(new Shape(8, 2, 1, 1), rows),
            scope.zeros(new Shape(8)));
    assertEquals(new Shape(1, 4), outputs.get(0).getShape());
    assertArrayEquals(new float[] {1, 11, 2, 21}, outputs.get(0).toFloatArray());
    assertEquals(new Shape(1, 4, 4), outputs.get(1).getShape());
    assertArrayEquals(
        new float[] {0, 1, 2, 3, 4, 5, 6, 7, 0, 2, 4, 6, 8, 10, 12, 14},
        outputs.get(1).toFloatArray());
    outputs.forEach(output -> assertEquals(DataType.FLOAT32, output.getDataType()));
  }

  /** Maps of 2, 1, 1 and 1 pixels with two channels: (1, 10), (2, 20); (3, 30); ... */
  private List<NDArray> maps(Precision precision) {
    return List.of(
            array(new Shape(1, 2, 1, 2), 1, 2, 10, 20),
            array(new Shape(1, 2, 1, 1), 3, 30),
            array(new Shape(1, 2, 1, 1), 4, 40),
            array(new Shape(1, 2, 1, 1), 5, 50))
        .stream()
        .map(map -> kernels.cast(scope, map, precision))
        .toList();
  }

  private List<MapRegions> regions(
      List<NDArray> maps, int[][] rows, float[][] weights, int[][] starts) {
    List<MapRegions> regions = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      regions.add(
          new MapRegions(
              maps.get(i),
              scope.create(rows[i]),
              scope.create(weights[i]),
              scope.create(starts[i])));
    }
    return regions;
  }

  @ParameterizedTest
  @EnumSource
  void regionsAreWeightedSumsOfTheirMapsPixels(Precision precision) {
    // one region in the first map, one in the last; two by two cells of none to three terms
    List<MapRegions> regions =
        regions(
            maps(precision),
            new int[][] {{0, 1, 0, 1}, {}, {}, {0, 0, 0, 0, 0}},
            new float[][] {{1, 1, .5f, 2}, {}, {}, {1, 2, 1, 1, 0}},
            new int[][] {{0, 2, 3, 4}, {}, {}, {0, 1, 2, 2}});
    NDArray pooled = detection.poolRegions(scope, regions, 2);
    assertEquals(new Shape(2, 2, 2, 2), pooled.getShape());
    assertArrayEquals(
        new float[] {3, .5f, 4, 0, 30, 5, 40, 0, 5, 10, 0, 10, 50, 100, 0, 100}, floats(pooled));
  }

  @ParameterizedTest
  @EnumSource
  void gradientsGoBackToThePixels(Precision precision) {
    List<NDArray> maps = maps(precision);
    maps.forEach(map -> map.setRequiresGradient(true));
    List<MapRegions> regions =
        regions(
            maps,
            new int[][] {{0, 1, 1, 1}, {}, {0, 0}, {}},
            new float[][] {{1, 2, 3, 4}, {}, {5, 6}, {}},
            new int[][] {{0, 2}, {}, {0}, {}});
    try (var collector = Engine.getInstance().newGradientCollector()) {
      NDArray pooled = detection.poolRegions(scope, regions, 1);
      collector.backward(kernels.cast(scope, pooled, Precision.FP32).sum());
    }
    assertArrayEquals(new float[] {1, 9, 1, 9}, floats(maps.get(0).getGradient()));
    assertArrayEquals(new float[] {0, 0}, floats(maps.get(1).getGradient()));
    assertArrayEquals(new float[] {11, 11}, floats(maps.get(2).getGradient()));
    assertArrayEquals(new float[] {0, 0}, floats(maps.get(3).getGradient()));
  }

  @ParameterizedTest
  @EnumSource
  void noRegionsAreLegal(Precision precision) {
    List<NDArray> maps = maps(precision);
    maps.forEach(map -> map.setRequiresGradient(true));
    List<MapRegions> none = regions(maps, new int[4][0], new float[4][0], new int[4][0]);
    try (var collector = Engine.getInstance().newGradientCollector()) {
      NDArray pooled = detection.poolRegions(scope, none, 7);
      assertEquals(new Shape(0, 2, 7, 7), pooled.getShape());
      collector.backward(kernels.cast(scope, pooled, Precision.FP32).sum());
    }
    assertArrayEquals(new float[] {0, 0, 0, 0}, floats(maps.get(0).getGradient()));
  }

  @Test
  void partsOfRegionsAreRefused() {
    List<MapRegions> regions =
        regions(
            maps(Precision.FP32),
            new int[][] {{0}, {}, {}, {}},
            new float[][] {{1}, {}, {}, {}},
            new int[][] {{0}, {}, {}, {}});
    assertThrows(IllegalArgumentException.class, () -> detection.poolRegions(scope, regions, 2));
  }

  @Test
  void entriesAreSelectedInTheGivenOrder() {
    NDArray x = array(new Shape(3, 2), 1, 2, 3, 4, 5, 6);
    NDArray places = scope.create(new long[] {2, 0, 2});
    assertArrayEquals(
        new float[] {5, 6, 1, 2, 5, 6}, detection.select(scope, x, places).toFloatArray());
  }

  @ParameterizedTest
  @EnumSource
  void masksAreUpsampledAndReadForTheirOwnClass(Precision precision) {
    // one channel in, two out: out0 = x times 1 2 / 3 4, out1 = -out0 + 9, cut at 0; two regions
    NDArray x = array(new Shape(2, 1, 1, 2), 1, -1, 2, 0);
    NDArray upWeight = array(new Shape(1, 2, 2, 2), 1, 2, 3, 4, -1, -2, -3, -4);
    NDArray upBias = array(new Shape(2), 0, 9);
    NDArray classWeight = array(new Shape(3, 2, 1, 1), 5, 7, 1, 0, 0, 1);
    NDArray classBias = array(new Shape(3), 0, 0, .5f);
    NDArray logits =
        detection.maskLogits(
            scope,
            kernels.cast(scope, x, precision),
            upWeight,
            upBias,
            classWeight,
            classBias,
            scope.create(new long[] {1, 2}));
    assertEquals(new Shape(2, 2, 4), logits.getShape());
    assertArrayEquals(
        new float[] {1, 2, 0, 0, 3, 4, 0, 0, 7.5f, 5.5f, 9.5f, 9.5f, 3.5f, 1.5f, 9.5f, 9.5f},
        logits.toFloatArray());
  }

  @Test
  void noMasksAreLegal() {
    NDArray logits =
        detection.maskLogits(
            scope,
            scope.zeros(new Shape(0, 3, 14, 14)),
            scope.zeros(new Shape(3, 3, 2, 2)),
            scope.zeros(new Shape(3)),
            scope.zeros(new Shape(4, 3, 1, 1)),
            scope.zeros(new Shape(4)),
            scope.zeros(new Shape(0), DataType.INT64));
    assertEquals(new Shape(0, 28, 28), logits.getShape());
  }

  @Test
  void imagesAreNormalisedAndThenResizedIntoTheirCorner() {
    NDArray batch = scope.zeros(new Shape(2, 3, 2, 5));
    NDArray image = array(new Shape(3, 1, 2), 3, 5, 1, 1, 0, 4);
    NDArray mean = array(new Shape(3, 1, 1), 1, 1, 0);
    NDArray std = array(new Shape(3, 1, 1), 2, 1, 4);
    detection.placeImage(batch, image, mean, std, 1, 1, 4);
    assertArrayEquals(new float[30], batch.get(0).toFloatArray());
    assertArrayEquals(
        new float[] {
          1, 1.25f, 1.75f, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, .25f, .75f, 1, 0,
          0, 0, 0, 0, 0
        },
        batch.get(1).toFloatArray());
  }

  private NDArray array(Shape shape, float... values) {
    return scope.create(values, shape);
  }

  private float[] floats(NDArray x) {
    return kernels.cast(scope, x, Precision.FP32).toFloatArray();
  }
}
