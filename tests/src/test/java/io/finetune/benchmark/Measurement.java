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

  /** Adds readings of memory, one a step, in MiB: their range and their slope. */
  Measurement withMemory(List<Double> mib) {
    return with("steps", mib.size())
        .with("first_mib", mib.get(0))
        .with("last_mib", mib.get(mib.size() - 1))
        .with("min_mib", min(mib))
        .with("max_mib", max(mib))
        .with("mib_per_100_steps", 100 * slope(mib));
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

  /** The slope of the least-squares line through values at 0, 1, 2, ... */
  static double slope(List<Double> values) {
    double middle = (values.size() - 1) / 2.0;
    double mean = values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    double products = 0;
    double squares = 0;
    for (int i = 0; i < values.size(); i++) {
      products += (i - middle) * (values.get(i) - mean);
      squares += (i - middle) * (i - middle);
    }
    return squares == 0 ? 0 : products / squares;
  }
}
