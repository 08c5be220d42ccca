package io.finetune.predict;

import io.finetune.CheckpointException;
import io.finetune.Folders;
import io.finetune.detection.Detectors;
import io.finetune.run.CheckpointFiles;
import io.finetune.run.ModelFacts;
import io.finetune.run.RunDirectory;
import io.finetune.weight.Weights;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The weights that a run stored, and what it takes to use them.
 *
 * @param file where they lie
 * @param facts what they are
 * @param weights the network's tensors, and those of the optimizer where the file is to resume from
 */
public record Checkpoint(Path file, ModelFacts facts, Weights weights) {

  private static final String BEST = CheckpointFiles.BEST;

  /**
   * Reads a checkpoint.
   *
   * @param path the folder of a run, whose {@code best.safetensors} is taken, or a file; settings
   *     that the file does not carry are taken from the run's {@code config.yaml} beside it
   * @return the checkpoint; its file must not be changed in place while it is used
   * @throws CheckpointException if there is none
   * @throws io.finetune.WeightException if the file is damaged
   */
  public static Checkpoint read(Path path) {
    Path file = file(path.toAbsolutePath().normalize());
    Weights weights = Weights.read(file);
    try {
      ModelFacts facts = ModelFacts.of(weights.metadata());
      Path config = file.resolveSibling(RunDirectory.CONFIG);
      boolean tellsMore = Files.isRegularFile(config);
      return new Checkpoint(file, tellsMore ? facts.completed(config) : facts, weights);
    } catch (CheckpointException e) {
      throw new CheckpointException(
          file
              + " is no checkpoint of finetune: "
              + e.getMessage()
              + ". Give the folder of a run, or a "
              + BEST
              + " in one",
          e);
    }
  }

  private static Path file(Path path) {
    if (!Files.exists(path)) {
      throw new CheckpointException(
          "checkpoint "
              + path
              + " does not exist; the nearest folder that does is "
              + Folders.nearest(path));
    }
    if (!Files.isDirectory(path)) {
      return path;
    }
    Path best = path.resolve(BEST);
    if (!Files.isRegularFile(best)) {
      throw new CheckpointException(
          path
              + " holds no "
              + BEST
              + ": it is the folder of no run, or of one that ended before its first evaluation."
              + " Give another run's folder, or the file itself");
    }
    return best;
  }

  /** Returns a line for people: which network it is and where it comes from. */
  public String describe() {
    return String.format(
        Locale.ROOT,
        "model: %s of %s, %d classes, trained on %s",
        facts.model(),
        file,
        facts.classes().size(),
        facts.dataset());
  }

  /** Whether its network finds objects, in contrast to naming whole images. */
  public boolean detects() {
    return Detectors.all().stream().anyMatch(detector -> detector.name().equals(facts.model()));
  }
}
