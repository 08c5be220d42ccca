package io.finetune.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every kernel against numbers computed by hand, in both precisions. */
class KernelsTest {

  private static final Kernels KERNELS = Kernels.on(Device.cpu());
  private static final Pattern DEFINITION = Pattern.compile("(?m)^  def (\\w+)\\(");

  /** A call of a kernel, and its result in row-major order. */
  @SuppressWarnings("ArrayRecordComponent") // cases are never compared
  private record Case(String kernel, Function<Inputs, NDArray[]> arguments, double... expected) {}

  /** Makes arguments: activations in the precision under test, parameters in float32. */
  private record Inputs(NDManager scope, Precision precision) {

    NDArray x(Shape shape, float... values) {
      return KERNELS.cast(scope, parameter(shape, values), precision);
    }

    NDArray parameter(Shape shape, float... values) {
      return scope.create(values, shape);
    }

    NDArray vector(float... values) {
      return scope.create(values);
    }

    NDArray labels(long... values) {
      return scope.create(values);
    }

    NDArray count() {
      return scope.zeros(new Shape(), DataType.INT64);
    }
  }

  private static final Shape SQUARE = new Shape(1, 1, 2, 2);
  private static final Shape PAIR = new Shape(1, 2, 1, 2);
  private static final Shape POINT = new Shape(1, 1, 1, 1);

  /** 1 to 9 in a square of 3, under a kernel of 1 to 4. */
  private static NDArray[] nine(Inputs in, long stride, long padding, long dilation) {
    return new NDArray[] {
      in.x(new Shape(1, 1, 3, 3), 1, 2, 3, 4, 5, 6, 7, 8, 9),
      in.parameter(SQUARE, 1, 2, 3, 4),
      KERNELS.integers(stride, padding, dilation, 1)
    };
  }

  private static NDArray[] with(NDArray[] arguments, NDArray... more) {
    return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(NDArray[]::new);
  }

  /** y = 2, 4, 6, 8; (y - 1) / sqrt(3 + 1) * 2 - 3 = -2, 0, 2, 4. */
  private static NDArray[] batch(Inputs in) {
    return with(
        doubled(in), in.vector(2), in.vector(-3), in.vector(1), in.vector(3), KERNELS.number(1));
  }

  /** y = 2, 4, 6, 8 of mean 5 and variance 5; (y - 5) / sqrt(5 + 4) * 3 + 1 = -2, 0, 2, 4. */
  private static NDArray[] batchTrain(Inputs in) {
    return with(
        doubled(in),
        in.vector(3),
        in.vector(1),
        in.vector(0),
        in.vector(1),
        in.count(),
        KERNELS.number(4));
  }

  /** R, G, B of two pixels side by side. */
  private static NDArray twoPixels(Inputs in) {
    return in.scope()
        .create(new float[] {0, 255, 51, 102, 204, 153}, new Shape(1, 2, 3))
        .toType(DataType.UINT8, false);
  }

  private static NDArray[] doubled(Inputs in) {
    return new NDArray[] {
      in.x(SQUARE, 1, 2, 3, 4), in.parameter(POINT, 2), KERNELS.integers(1, 0, 1, 1)
    };
  }

  /** 1, 3 of mean 2 and variance 1: (-1, 1) / 2 * 4; 16, 48 of mean 32: (-16, 16) / 16.1 + 1. */
  private static NDArray[] group(Inputs in) {
    return new NDArray[] {
      in.x(PAIR, 1, 3, 16, 48),
      in.parameter(new Shape(2, 2, 1, 1), 1, 0, 0, 1),
      KERNELS.integers(1, 0, 1, 1),
      in.vector(4, 1),
      in.vector(0, 1),
      KERNELS.number(2),
      KERNELS.number(3)
    };
  }

  private static final double LARGE = 16 / Math.sqrt(16 * 16 + 3);

  private static final List<Case> CASES =
      List.of(
          new Case(
              "normalize",
              in ->
                  new NDArray[] {
                    in.scope()
                        .create(new float[] {0, 255, 51, 102, 204, 153}, new Shape(1, 1, 2, 3))
                        .toType(DataType.UINT8, false),
                    in.parameter(new Shape(1, 3, 1, 1), 0.5f, 0.25f, 2),
                    in.parameter(new Shape(1, 3, 1, 1), 1, 0.75f, -2),
                    in.x(new Shape(0))
                  },
              -1,
              50,
              63,
              50.25,
              104,
              308),
          new Case("picture", in -> new NDArray[] {twoPixels(in)}, 0, 0.4, 1, 0.8, 0.2, 0.6),
          new Case(
              "mirrored_picture", in -> new NDArray[] {twoPixels(in)}, 0.4, 0, 0.8, 1, 0.6, 0.2),
          new Case("contiguous", in -> new NDArray[] {in.x(PAIR, 1, 2, 3, 4)}, 1, 2, 3, 4),
          new Case("channels_last", in -> new NDArray[] {in.x(PAIR, 1, 2, 3, 4)}, 1, 2, 3, 4),
          new Case("to_float32", in -> new NDArray[] {in.x(PAIR, 1, 2, 3, 4)}, 1, 2, 3, 4),
          new Case("to_bfloat16", in -> new NDArray[] {in.x(PAIR, 1, 2, 3, 257)}, 1, 2, 3, 256),
          new Case("convolve", in -> nine(in, 1, 0, 1), 37, 47, 67, 77),
          new Case("convolve", in -> nine(in, 2, 1, 1), 4, 18, 36, 77),
          new Case("convolve", in -> nine(in, 1, 0, 2), 64),
          new Case(
              "convolve",
              in ->
                  new NDArray[] {
                    in.x(PAIR, 1, 2, 3, 4),
                    in.parameter(new Shape(2, 1, 1, 1), 2, 3),
                    KERNELS.integers(1, 0, 1, 2)
                  },
              2,
              4,
              9,
              12),
          new Case("conv_bias", in -> with(nine(in, 1, 0, 1), in.vector(10)), 47, 57, 77, 87),
          new Case("conv_bias_relu", in -> with(nine(in, 1, 0, 1), in.vector(-50)), 0, 0, 17, 27),
          new Case(
              "conv_bias_add_relu",
              in -> with(nine(in, 1, 0, 1), in.vector(-50), in.x(SQUARE, 20, 3, -9, -30)),
              7,
              0,
              8,
              0),
          new Case("conv_batch", KernelsTest::batch, -2, 0, 2, 4),
          new Case("conv_batch_relu", KernelsTest::batch, 0, 0, 2, 4),
          new Case(
              "conv_batch_add_relu", in -> with(batch(in), in.x(SQUARE, 3, -1, -5, 1)), 1, 0, 0, 5),
          new Case("conv_batch_train", KernelsTest::batchTrain, -2, 0, 2, 4),
          new Case("conv_batch_train_relu", KernelsTest::batchTrain, 0, 0, 2, 4),
          new Case(
              "conv_batch_train_add_relu",
              in -> with(batchTrain(in), in.x(SQUARE, 3, -1, -5, 1)),
              1,
              0,
              0,
              5),
          new Case("conv_group", KernelsTest::group, -2, 2, 1 - LARGE, 1 + LARGE),
          new Case("conv_group_relu", KernelsTest::group, 0, 2, 1 - LARGE, 1 + LARGE),
          new Case(
              "conv_group_add_relu",
              in -> with(group(in), in.x(PAIR, 3, -3, 1, -3)),
              1,
              0,
              2 - LARGE,
              0),
          // mean 3, squared distances 4 + 1 + 0 + 9 over 4 - 1 of them
          new Case(
              "standardize",
              in -> new NDArray[] {in.parameter(new Shape(1, 1, 2, 2), 1, 2, 3, 6)},
              -2 / (Math.sqrt(14 / 3.0) + 1e-5),
              -1 / (Math.sqrt(14 / 3.0) + 1e-5),
              0,
              3 / (Math.sqrt(14 / 3.0) + 1e-5)),
          new Case(
              "max_pool",
              in ->
                  new NDArray[] {
                    in.x(
                        new Shape(1, 1, 4, 4),
                        1,
                        2,
                        3,
                        4,
                        5,
                        6,
                        7,
                        8,
                        9,
                        10,
                        11,
                        12,
                        13,
                        14,
                        15,
                        16)
                  },
              6,
              8,
              14,
              16),
          new Case("average_pool", in -> new NDArray[] {in.x(PAIR, 1, 2, -3, 8)}, 1.5, 2.5),
          new Case(
              "linear",
              in ->
                  new NDArray[] {
                    in.x(new Shape(1, 2), 1, 2),
                    in.parameter(new Shape(2, 2), 3, 4, 5, 6),
                    in.vector(1, -1)
                  },
              12,
              16),
          new Case(
              "linear_relu",
              in ->
                  new NDArray[] {
                    in.x(new Shape(1, 2), 1, 2),
                    in.parameter(new Shape(2, 2), 3, 4, 5, 6),
                    in.vector(1, -20)
                  },
              12,
              0),
          // probabilities 1/4, 3/4 and 3/4, 1/4 with the second class true in both
          new Case(
              "cross_entropy",
              in ->
                  new NDArray[] {
                    in.parameter(new Shape(2, 2), 0, (float) Math.log(3), (float) Math.log(3), 0),
                    in.labels(1, 1),
                    KERNELS.number(0)
                  },
              (Math.log(4 / 3.0) + Math.log(4)) / 2),
          new Case(
              "cross_entropy",
              in ->
                  new NDArray[] {
                    in.parameter(new Shape(1, 2), 0, (float) Math.log(3)),
                    in.labels(1),
                    KERNELS.number(0.2)
                  },
              0.8 * Math.log(4 / 3.0) + 0.2 * (Math.log(4 / 3.0) + Math.log(4)) / 2),
          new Case(
              "rank_of_label",
              in ->
                  new NDArray[] {
                    in.parameter(new Shape(3, 3), 3, 1, 2, 3, 1, 2, 3, 1, 2), in.labels(0, 1, 2)
                  },
              0,
              2,
              1),
          // ties go to the smaller index
          new Case(
              "rank_of_label",
              in ->
                  new NDArray[] {
                    in.parameter(new Shape(3, 3), 1, 1, 1, 1, 1, 1, 1, 1, 1), in.labels(0, 1, 2)
                  },
              0,
              1,
              2),
          // a label of NaN is a miss, and so far from a hit as can be; infinities are ordered
          new Case(
              "rank_of_label",
              in ->
                  new NDArray[] {
                    in.parameter(
                        new Shape(3, 2),
                        Float.NaN,
                        0,
                        Float.NEGATIVE_INFINITY,
                        0,
                        Float.POSITIVE_INFINITY,
                        0),
                    in.labels(0, 0, 0)
                  },
              Integer.MAX_VALUE,
              1,
              0));

  @TestFactory
  Stream<DynamicTest> resultsAreThoseOfTheArithmetic() {
    return Stream.of(Precision.values())
        .flatMap(
            precision ->
                CASES.stream()
                    .map(
                        each ->
                            DynamicTest.dynamicTest(
                                each.kernel() + " in " + precision, () -> check(each, precision))));
  }

  private static void check(Case each, Precision precision) {
    try (NDManager scope = NDManager.newBaseManager()) {
      NDArray[] arguments = each.arguments().apply(new Inputs(scope, precision));
      NDArray result = KERNELS.call(scope, each.kernel(), arguments);
      float[] actual = KERNELS.cast(scope, result, Precision.FP32).toFloatArray();
      assertEquals(each.expected().length, actual.length);
      double tolerance = precision == Precision.FP32 ? 1e-5 : 1e-2;
      for (int i = 0; i < actual.length; i++) {
        double allowed = tolerance * Math.max(1, Math.abs(each.expected()[i]));
        assertEquals(each.expected()[i], actual[i], allowed, "element " + i);
      }
    }
  }

  @Test
  void everyKernelHasACase() throws IOException {
    try (InputStream in = Kernels.class.getResourceAsStream("kernels.py")) {
      String source = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      Set<String> defined =
          DEFINITION
              .matcher(source)
              .results()
              .map(match -> match.group(1))
              .collect(Collectors.toCollection(TreeSet::new));
      Set<String> tried =
          CASES.stream().map(Case::kernel).collect(Collectors.toCollection(TreeSet::new));
      // It has no result to compare; aCopyHasTheValuesOfItsOriginal tries it.
      tried.add("copy_all");
      assertEquals(defined, tried);
    }
  }

  @Test
  void aCopyHasTheValuesOfItsOriginal() {
    try (NDManager scope = NDManager.newBaseManager()) {
      List<NDArray> from =
          List.of(scope.create(new float[] {1, -2}), scope.create(new float[] {3}));
      List<NDArray> to = List.of(scope.zeros(new Shape(2)), scope.zeros(new Shape(1)));
      KERNELS.copy(from, to);
      assertArrayEquals(new float[] {1, -2}, to.get(0).toFloatArray());
      assertArrayEquals(new float[] {3}, to.get(1).toFloatArray());
      assertArrayEquals(new float[] {1, -2}, from.get(0).toFloatArray());
    }
  }

  @Test
  void trainingMovesTheRunningStatisticsAndEvaluationDoesNot() {
    try (NDManager scope = NDManager.newBaseManager()) {
      Inputs in = new Inputs(scope, Precision.BF16);
      NDArray[] train = batchTrain(in);
      KERNELS.call(scope, "conv_batch_train_relu", train);
      assertEquals(0.1f * 5, train[5].getFloat(), 1e-6f, "mean");
      assertEquals(0.9f + 0.1f * 20 / 3, train[6].getFloat(), 1e-6f, "unbiased variance");
      assertEquals(1, train[7].getLong(), "batches");
      NDArray[] test = batch(in);
      KERNELS.call(scope, "conv_batch_relu", test);
      assertEquals(1, test[5].getFloat(), "mean");
      assertEquals(3, test[6].getFloat(), "variance");
    }
  }

  @Test
  void pooledFeaturesAreFloat32WhateverComesIn() {
    try (NDManager scope = NDManager.newBaseManager()) {
      NDArray x = new Inputs(scope, Precision.BF16).x(PAIR, 1, 2, 3, 4);
      assertEquals(DataType.FLOAT32, KERNELS.call(scope, "average_pool", x).getDataType());
    }
  }

  @Test
  void numbersAreSharedAndOnTheCpu() {
    NDArray tenth = KERNELS.number(0.1);
    assertEquals(0.1, tenth.getDouble());
    assertEquals(Device.cpu(), tenth.getDevice());
    assertSame(tenth, KERNELS.number(0.1));
    assertArrayEquals(new long[] {1, -2}, KERNELS.integers(1, -2).toLongArray());
  }
}
