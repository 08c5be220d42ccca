package io.finetune.optim;

import ai.djl.nn.Parameter;
import java.util.Objects;

/**
 * A parameter, its name in the network, and how its settings differ from the optimizer's.
 *
 * @param name its path, such as {@code layer1.0.conv1.weight}: the key of its optimizer state
 * @param parameter the parameter; one that requires no gradient is left alone
 * @param learningRateMultiplier factor on the learning rate, at least 0
 * @param weightDecayMultiplier factor on the weight decay, at least 0
 */
public record NamedParameter(
    String name, Parameter parameter, double learningRateMultiplier, double weightDecayMultiplier) {

  /**
   * Checks the components.
   *
   * @throws IllegalArgumentException if a multiplier is negative or not finite
   */
  public NamedParameter {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(parameter, "parameter");
    Numbers.atLeastZero("learning-rate multiplier of " + name, learningRateMultiplier);
    Numbers.atLeastZero("weight-decay multiplier of " + name, weightDecayMultiplier);
  }
}
