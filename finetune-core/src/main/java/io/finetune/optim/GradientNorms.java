package io.finetune.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures what centralization does to gradients, as figure 4 of arXiv 2004.01461 shows it. It
 * takes the gradient as backward left it: before limits, and without weight decay. The gradient
 * stays as it is, and whether the optimizer centralizes does not matter.
 */
public final class GradientNorms {

  private static final int NUMBERS = 4;

  private final Map<String, Parameter> weights;

  /**
   * One gradient.
   *
   * @param name of the layer
   * @param normBefore L2 norm
   * @param normAfter the same after its mean over every axis but the first was taken out
   * @param maxBefore largest magnitude of an element
   * @param maxAfter the same after centralization
   */
  public record Norms(
      String name, double normBefore, double normAfter, double maxBefore, double maxAfter) {}

  /**
   * Chooses what is measured.
   *
   * @param weights trained weights by the names to report, all on one device, in the order of the
   *     report
   * @throws IllegalArgumentException if there is none, or one cannot be centralized: it has no
   *     gradient or fewer than two dimensions
   */
  public GradientNorms(Map<String, Parameter> weights) {
    if (weights.isEmpty()) {
      throw new IllegalArgumentException("no weights to measure the gradients of");
    }
    weights.forEach(
        (name, weight) -> {
          if (!weight.requiresGradient() || weight.getShape().dimension() < 2) {
            throw new IllegalArgumentException(
                String.format(
                    Locale.ROOT,
                    "%s %s has no gradient to centralize: expected a trained weight of two or more"
                        + " dimensions",
                    name,
                    weight.getShape()));
          }
        });
    this.weights = new LinkedHashMap<>(weights);
  }

  /**
   * Measures the gradients of this moment, between backward and step, with one native call. A
   * weight that no backward pass has reached counts as having a gradient of zero.
   *
   * @return one a weight, in order
   */
  public List<Norms> measure() {
    List<NDArray> arrays = weights.values().stream().map(Parameter::getArray).toList();
    float[] numbers = OptimKernels.on(arrays.get(0).getDevice()).centralization(arrays);
    List<Norms> all = new ArrayList<>();
    for (String name : weights.keySet()) {
      int at = NUMBERS * all.size();
      all.add(new Norms(name, numbers[at], numbers[at + 1], numbers[at + 2], numbers[at + 3]));
    }
    return all;
  }
}
