package io.finetune.block;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/** Compares a tensor with the numbers by which the fixtures describe one; see their README. */
public final class GoldenStatistics {

  private GoldenStatistics() {}

  /**
   * Asserts that a tensor has the described shape, mean, deviation, norm, extremes and samples.
   *
   * @param golden the description
   * @param shape the tensor's shape
   * @param values its elements in row-major order
   * @param tolerance of each number, absolute, and of the norm relative to it
   * @param what names the tensor in messages
   */
  public static void assertMatch(
      JsonObject golden, Shape shape, float[] values, double tolerance, String what) {
    assertArrayEquals(longs(golden.getAsJsonArray("shape")), shape.getShape(), what);
    double sum = 0;
    double squares = 0;
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (float value : values) {
      sum += value;
      squares += (double) value * value;
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    double mean = sum / values.length;
    double l2 = Math.sqrt(squares);
    double std = Math.sqrt(Math.max(0, squares / values.length - mean * mean));
    assertEquals(golden.get("mean").getAsDouble(), mean, tolerance, what + " mean");
    assertEquals(golden.get("std").getAsDouble(), std, tolerance, what + " std");
    assertEquals(golden.get("min").getAsDouble(), min, tolerance, what + " min");
    assertEquals(golden.get("max").getAsDouble(), max, tolerance, what + " max");
    double expected = golden.get("l2").getAsDouble();
    assertEquals(expected, l2, tolerance * Math.max(1, expected), what + " l2");
    for (JsonElement sample : golden.getAsJsonArray("samples")) {
      int place = sample.getAsJsonArray().get(0).getAsInt();
      double value = sample.getAsJsonArray().get(1).getAsDouble();
      assertEquals(value, values[place], tolerance, what + " element " + place);
    }
  }

  private static long[] longs(JsonArray array) {
    return array.asList().stream().mapToLong(JsonElement::getAsLong).toArray();
  }
}
