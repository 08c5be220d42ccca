package io.finetune.optim;

import ai.djl.nn.Parameter;
import ai.djl.nn.ParameterList;
import ai.djl.util.Pair;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The parameters of a network by name, in order, with the multipliers each of them trains with.
 * Immutable; the methods return changed copies.
 *
 * <pre>{@code
 * ParameterGroups groups =
 *     ParameterGroups.of(network.getParameters())
 *         .withLearningRate(name -> name.startsWith("fc."), 10)
 *         .withoutDecayOfVectors();
 * }</pre>
 *
 * @param parameters the parameters, with distinct names
 */
public record ParameterGroups(List<NamedParameter> parameters) {

  /**
   * Checks the names.
   *
   * @throws IllegalArgumentException if two parameters have one name
   */
  public ParameterGroups {
    parameters = List.copyOf(parameters);
    Set<String> names = new HashSet<>();
    for (NamedParameter parameter : parameters) {
      if (!names.add(parameter.name())) {
        throw new IllegalArgumentException(
            "two parameters are named " + parameter.name() + "; names key the optimizer's state");
      }
    }
  }

  /**
   * Takes parameters under their names, with multipliers of 1.
   *
   * @param parameters name to parameter; its iteration order is kept
   * @return the groups
   */
  public static ParameterGroups of(Map<String, Parameter> parameters) {
    List<NamedParameter> named = new ArrayList<>(parameters.size());
    parameters.forEach((name, parameter) -> named.add(new NamedParameter(name, parameter, 1, 1)));
    return new ParameterGroups(named);
  }

  /**
   * Takes the parameters of a DJL block under the names the block gives them.
   *
   * @param parameters {@code block.getParameters()}
   * @return the groups
   */
  public static ParameterGroups of(ParameterList parameters) {
    List<NamedParameter> named = new ArrayList<>(parameters.size());
    for (Pair<String, Parameter> entry : parameters) {
      named.add(new NamedParameter(entry.getKey(), entry.getValue(), 1, 1));
    }
    return new ParameterGroups(named);
  }

  /**
   * Multiplies the learning rate of some parameters.
   *
   * @param chosen says by name which
   * @param multiplier the factor, at least 0
   * @return the changed groups
   */
  public ParameterGroups withLearningRate(Predicate<String> chosen, double multiplier) {
    return map(
        p ->
            chosen.test(p.name())
                ? new NamedParameter(
                    p.name(),
                    p.parameter(),
                    p.learningRateMultiplier() * multiplier,
                    p.weightDecayMultiplier())
                : p);
  }

  /**
   * Multiplies the weight decay of some parameters.
   *
   * @param chosen says which
   * @param multiplier the factor, at least 0
   * @return the changed groups
   */
  public ParameterGroups withWeightDecay(Predicate<NamedParameter> chosen, double multiplier) {
    return map(
        p ->
            chosen.test(p)
                ? new NamedParameter(
                    p.name(),
                    p.parameter(),
                    p.learningRateMultiplier(),
                    p.weightDecayMultiplier() * multiplier)
                : p);
  }

  /**
   * Takes the weight decay off everything of at most one dimension: biases, and the scales and
   * shifts of norms. The paper decays them.
   *
   * @return the changed groups; the parameters must have shapes by now
   */
  public ParameterGroups withoutDecayOfVectors() {
    return withWeightDecay(p -> p.parameter().getShape().dimension() <= 1, 0);
  }

  private ParameterGroups map(UnaryOperator<NamedParameter> change) {
    return new ParameterGroups(parameters.stream().map(change).toList());
  }
}
