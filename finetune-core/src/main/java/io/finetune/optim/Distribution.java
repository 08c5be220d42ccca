package io.finetune.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the values of an array are spread.
 *
 * @param min the least value
 * @param max the largest
 * @param sum of all values
 * @param squares sum of all squares
 * @param counts how many values lie in each of equal parts between the least and the largest; where
 *     these are the same, between one less and one more
 */
public record Distribution(double min, double max, double sum, double squares, List<Long> counts) {

  private static final int BINS = 64;
  private static final int HEAD = 4;

  /** Copies the list. */
  public Distribution {
    counts = List.copyOf(counts);
  }

  /**
   * Returns the number of values.
   *
   * @return the sum of the counts
   */
  public long size() {
    return counts.stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Returns the end of a part.
   *
   * @param part its index
   * @return the largest value it holds
   */
  public double end(int part) {
    double low = min == max ? min - 1 : min;
    double high = min == max ? max + 1 : max;
    return low + (high - low) * (part + 1) / counts.size();
  }

  /**
   * Describes trained weights and their gradients, between backward and step, with one native call.
   * What holds a value that is not finite is left out.
   *
   * @param parameters by name, all on one device
   * @return {@code weight/NAME} and {@code gradient/NAME}
   */
  public static Map<String, Distribution> of(Map<String, Parameter> parameters) {
    List<String> names = new ArrayList<>();
    List<NDArray> arrays = new ArrayList<>();
    parameters.forEach(
        (name, parameter) -> {
          if (parameter.requiresGradient()) {
            names.add(name);
            arrays.add(parameter.getArray());
          }
        });
    Map<String, Distribution> all = new LinkedHashMap<>();
    if (!arrays.isEmpty()) {
      float[] rows = OptimKernels.on(arrays.get(0).getDevice()).distributions(arrays, BINS);
      for (int i = 0; i < 2 * names.size(); i++) {
        String kind = i < names.size() ? "weight/" : "gradient/";
        Distribution one = read(rows, i * (HEAD + BINS));
        if (one.size() > 0) {
          all.put(kind + names.get(i % names.size()), one);
        }
      }
    }
    return all;
  }

  private static Distribution read(float[] rows, int at) {
    List<Long> counts = new ArrayList<>();
    for (int bin = 0; bin < BINS; bin++) {
      counts.add((long) rows[at + HEAD + bin]);
    }
    return new Distribution(rows[at], rows[at + 1], rows[at + 2], rows[at + 3], counts);
  }
}
