package io.finetune.train;

import io.finetune.optim.GradientNorms.Norms;
import java.util.List;

/**
 * The gradients of some layers before a step.
 *
 * @param step the optimizer step that is about to be made, from 1
 * @param layers what was measured of each
 */
public record GradientReport(long step, List<Norms> layers) {

  /** Copies the list. */
  public GradientReport {
    layers = List.copyOf(layers);
  }
}
