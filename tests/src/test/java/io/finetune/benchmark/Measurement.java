package io.finetune.benchmark;

import com.google.gson.GsonBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a benchmark found: named values in the order they were given, printed as one JSON line. */
final class Measurement {

  private final Map<String, Object> values = new LinkedHashMap<>();

  Measurement with(String name, Object value) {
    values.put(name, value);
    return this;
  }

  void print() {
    System.out.println(new GsonBuilder().disableHtmlEscaping().create().toJson(values));
  }

  /** The middle value, or the mean of the two in the middle. */
  static double median(List<Double> numbers) {
    if (numbers.isEmpty()) {
      throw new IllegalArgumentException("the median of nothing was asked for");
    }
    double[] sorted = numbers.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  static double min(List<Double> numbers) {
    return numbers.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }

  static double max(List<Double> numbers) {
    return numbers.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }
}
