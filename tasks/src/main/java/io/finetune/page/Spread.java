package io.finetune.page;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * A mean over seeds and how far the seeds lie apart.
 *
 * @param count how many values there are, at least one
 * @param mean their mean
 * @param deviation the sample's standard deviation, with n - 1; empty for a single value
 */
record Spread(int count, double mean, OptionalDouble deviation) {

  private static final double CONFIDENCE = 0.95;

  /**
   * A difference with its confidence interval.
   *
   * @param of the difference
   * @param margin half the width of its interval of 95 %
   */
  record Difference(double of, double margin) {

    /** Whether the interval leaves out zero. */
    boolean isClear() {
      return Math.abs(of) > margin;
    }
  }

  /**
   * Summarizes values.
   *
   * @throws IllegalArgumentException if there are none
   */
  static Spread of(List<Double> values) {
    double mean =
        values.stream()
            .mapToDouble(Double::doubleValue)
            .average()
            .orElseThrow(() -> new IllegalArgumentException("there is no mean of nothing"));
    if (values.size() == 1) {
      return new Spread(1, mean, OptionalDouble.empty());
    }
    double squares = values.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum();
    return new Spread(
        values.size(), mean, OptionalDouble.of(Math.sqrt(squares / (values.size() - 1))));
  }

  /**
   * Compares with other seeds, by Welch's interval, which does not take the two deviations for
   * equal.
   *
   * @param other what is subtracted
   * @return empty unless both have two values or more, or if all values of each are the same
   */
  Optional<Difference> minus(Spread other) {
    if (deviation.isEmpty() || other.deviation.isEmpty()) {
      return Optional.empty();
    }
    double a = deviation.getAsDouble() * deviation.getAsDouble() / count;
    double b = other.deviation.getAsDouble() * other.deviation.getAsDouble() / other.count;
    if (a + b == 0) {
      return Optional.empty();
    }
    double freedom = (a + b) * (a + b) / (a * a / (count - 1) + b * b / (other.count - 1));
    double quantile = TDistribution.of(freedom).inverseCumulativeProbability((1 + CONFIDENCE) / 2);
    return Optional.of(new Difference(mean - other.mean, quantile * Math.sqrt(a + b)));
  }
}
