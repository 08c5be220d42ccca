package io.finetune.train;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reports for the tests of what watches a training. */
final class Reports {

  private Reports() {}

  static StepReport step(long step, Map<String, Double> losses) {
    return new StepReport(1, 2, step, 20, 50, losses, 0.1, 123.5, 0.25, Duration.ofSeconds(90));
  }

  static EpochReport epoch(
      int epoch, long step, Map<String, Double> losses, Map<String, Double> metrics) {
    return new EpochReport(
        epoch, 4, step, losses, metrics, true, 1e-4, 123.5, 0.25, Duration.ofMillis(1250));
  }

  /** A map that keeps the order of its arguments, as a task's maps do. */
  static Map<String, Double> ordered(String first, double one, String second, double two) {
    Map<String, Double> map = new LinkedHashMap<>();
    map.put(first, one);
    map.put(second, two);
    return map;
  }

  /** Takes the warnings where none may come. */
  static void fail(String warning) {
    throw new AssertionError(warning);
  }
}
