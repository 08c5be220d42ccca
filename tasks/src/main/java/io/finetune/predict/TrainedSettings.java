package io.finetune.predict;

import io.finetune.CheckpointException;
import io.finetune.run.Choices;
import io.finetune.run.Choices.Origin;
import io.finetune.run.ModelFacts;
import io.finetune.run.Settings;
import java.util.Map;

/** Fills in what whoever uses a trained network leaves open. */
public final class TrainedSettings {

  /** What holds where neither the user nor the checkpoint says otherwise. */
  private static final Map<String, String> DEFAULTS =
      Map.ofEntries(
          Map.entry("skip-broken", "false"),
          Map.entry("device", "auto"),
          Map.entry("precision", "auto"),
          Map.entry("threads", "0"),
          // Checkpoints from before these were recorded: torchvision's.
          Map.entry("norm-eps", "0.00001"),
          Map.entry("weight-standardization", "false"),
          Map.entry("box-head", "two_fc"),
          Map.entry("anchor-sizes", "32,64,128,256,512"),
          Map.entry("test-proposals", "1000"),
          Map.entry("detections", "100"));

  private TrainedSettings() {}

  /**
   * Completes choices by what the checkpoint says of its network and then by what is usual.
   *
   * @param checkpoint the trained network
   * @param chosen the user's choices, which win
   * @return choices of all that it takes to build and run the network, but for the size of a batch
   *     and the score threshold of a detector
   * @throws CheckpointException if the checkpoint does not say how its network was built
   */
  public static Choices complete(Checkpoint checkpoint, Choices chosen) {
    ModelFacts facts = checkpoint.facts();
    if (facts.settings().find(Settings.NORM).isEmpty()) {
      throw new CheckpointException(
          checkpoint.file()
              + " does not say how its network was built: its metadata have no 'setting.norm', and"
              + " there is no config.yaml of its run beside it. Put that there");
    }
    return chosen
        .with(Settings.MODEL_NAME, facts.model(), Origin.CONFIG)
        .withAll(facts.settings().toMap(), Origin.CONFIG)
        .withAll(DEFAULTS, Origin.DEFAULT)
        .with(Settings.WORKERS, Runtime.getRuntime().availableProcessors(), Origin.DEFAULT);
  }
}
