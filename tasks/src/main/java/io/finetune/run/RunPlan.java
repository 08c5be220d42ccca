package io.finetune.run;

import java.nio.file.Path;
import java.util.List;

/**
 * What a run is about to do, for whoever wants to show it.
 *
 * @param choices every setting and who chose it
 * @param recipe the recipe that filled in what was left open
 * @param directory the folder of the run
 * @param facts lines for people: data, images, model, weights, device
 */
public record RunPlan(Choices choices, Recipes.Recipe recipe, Path directory, List<String> facts) {

  /** Copies the list. */
  public RunPlan {
    facts = List.copyOf(facts);
  }
}
