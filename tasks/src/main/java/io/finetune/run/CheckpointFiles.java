package io.finetune.run;

import io.finetune.CheckpointException;
import io.finetune.FinetuneException;
import io.finetune.WeightException;
import io.finetune.train.Progress;
import io.finetune.weight.Tensor;
import io.finetune.weight.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The checkpoints in a run's folder. {@link #LAST} holds all that a resumed run needs, {@link
 * #PREVIOUS} the same of one checkpoint before, {@link #BEST} the weights of the best epoch alone.
 *
 * <p>The process may be killed and the power may fail at any moment. Each file takes its name when
 * it is whole and on the disk, the former {@link #LAST} becomes {@link #PREVIOUS} before the new
 * one takes its place, and {@link #BEST} is written after the {@link #LAST} it is a part of: so one
 * whole checkpoint is always there, and what a crash left undone of {@link #BEST} can be done from
 * {@link #LAST}. {@link #recover} does that.
 */
public final class CheckpointFiles {

  /** The newest checkpoint. */
  public static final String LAST = "last.safetensors";

  /** The checkpoint before the newest, in case that one is damaged. */
  public static final String PREVIOUS = "previous.safetensors";

  /** The weights of the best epoch. */
  public static final String BEST = "best.safetensors";

  /** What begins the names of the optimizer's tensors, which {@link #BEST} does not have. */
  public static final String OPTIMIZER = "optimizer/";

  private static final String DAMAGED = "damaged.safetensors";
  private static final String EPOCH = "epoch";

  private final Path folder;

  /**
   * Names the checkpoints of a run.
   *
   * @param folder the run's folder, which is this process's alone
   */
  public CheckpointFiles(Path folder) {
    this.folder = folder;
  }

  /**
   * What a run goes on from.
   *
   * @param file where it lies
   * @param weights the network's tensors and, beginning with {@link #OPTIMIZER}, the optimizer's
   * @param progress how far the training was
   * @param remarks what people should know of the folder's state: a file that is damaged, and what
   *     was done about it
   */
  public record Recovered(Path file, Weights weights, Progress progress, List<String> remarks) {

    /** Copies the list. */
    public Recovered {
      remarks = List.copyOf(remarks);
    }
  }

  /**
   * Stores a checkpoint. When the method returns it is on the disk; when it throws, the folder can
   * be recovered as if it had not been called, or had been.
   *
   * @param state the tensors as {@link Recovered} has them, and the progress among the metadata
   * @param best whether these are the weights of the best epoch
   * @throws WeightException if it cannot be written
   */
  public void store(Weights state, boolean best) {
    state.writeKeeping(file(LAST), file(PREVIOUS));
    if (best) {
      best(state).write(file(BEST));
    }
  }

  /** The part of a checkpoint that it takes to use the weights, and their epoch. */
  private static Weights best(Weights state) {
    Map<String, Tensor> tensors = new LinkedHashMap<>(state.tensors());
    tensors.keySet().removeIf(name -> name.startsWith(OPTIMIZER));
    Map<String, String> metadata = new LinkedHashMap<>(state.metadata());
    Progress progress = Progress.fromMap(metadata);
    metadata.keySet().removeAll(progress.toMap().keySet());
    metadata.put(EPOCH, Integer.toString(progress.epoch()));
    return new Weights(tensors, metadata);
  }

  /**
   * Finds the newest checkpoint that is whole, and puts the folder in order: a damaged newest one
   * is set aside, and {@link #BEST} is made what the checkpoint says it is.
   *
   * @return what to go on from
   * @throws CheckpointException if there is none, or the folder cannot be put in order
   */
  public Recovered recover() {
    List<String> remarks = new ArrayList<>();
    Path file = file(LAST);
    Weights weights;
    Progress progress;
    try {
      weights = Weights.readChecked(file);
      progress = Progress.fromMap(weights.metadata());
    } catch (WeightException | CheckpointException e) {
      file = file(PREVIOUS);
      weights = previous(e);
      progress = Progress.fromMap(weights.metadata());
      remarks.add(setAside(e));
    }
    mendBest(weights, progress, remarks);
    return new Recovered(file, weights, progress, remarks);
  }

  private Weights previous(FinetuneException wrongWithLast) {
    if (!Files.exists(file(LAST)) && !Files.exists(file(PREVIOUS))) {
      throw new CheckpointException(
          "there is no "
              + LAST
              + " in "
              + folder
              + ": the run ended before its first checkpoint. Start it anew with --config "
              + file(RunDirectory.CONFIG));
    }
    try {
      return Weights.readChecked(file(PREVIOUS));
    } catch (WeightException e) {
      throw new CheckpointException(
          "no checkpoint in "
              + folder
              + " can be read. Of "
              + LAST
              + ": "
              + wrongWithLast.getMessage()
              + " Of "
              + PREVIOUS
              + ": "
              + e.getMessage()
              + " Start the run anew with --config "
              + file(RunDirectory.CONFIG),
          e);
    }
  }

  /** The next checkpoint would otherwise replace the whole one by the damaged one. */
  private String setAside(FinetuneException wrong) {
    if (!Files.exists(file(LAST))) {
      // Between the two renames of a checkpoint: nothing is damaged.
      return LAST + " is missing, so the run goes on from " + PREVIOUS;
    }
    try {
      Files.move(file(LAST), file(DAMAGED), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new CheckpointException(
          file(LAST) + " is damaged and cannot be renamed: " + e + ". Check the folder's rights",
          e);
    }
    return LAST
        + " is damaged and was renamed to "
        + DAMAGED
        + "; the run goes on from the checkpoint before it, "
        + PREVIOUS
        + ". What is wrong: "
        + wrong.getMessage();
  }

  private void mendBest(Weights weights, Progress progress, List<String> remarks) {
    int expected = progress.bestEpoch();
    if (expected == 0) {
      return; // an epoch that was not evaluated yet will write it
    }
    String wrong = wrongWithBest(expected);
    if (wrong.isEmpty()) {
      return;
    }
    if (progress.epoch() == expected && progress.batch() == 0) {
      best(weights).write(file(BEST));
      remarks.add(BEST + " " + wrong + ", so it was written again from the checkpoint");
    } else {
      remarks.add(
          BEST
              + " "
              + wrong
              + ", and the weights of the best epoch so far, "
              + expected
              + ", are lost; the next better epoch writes it again");
    }
  }

  /** What is wrong with the best weights of an epoch; empty if nothing is. */
  private String wrongWithBest(int expected) {
    if (!Files.exists(file(BEST))) {
      return "is missing";
    }
    try {
      String epoch = Weights.readChecked(file(BEST)).metadata().get(EPOCH);
      return Integer.toString(expected).equals(epoch) ? "" : "is of epoch " + epoch;
    } catch (WeightException e) {
      return "is damaged (" + e.getMessage() + ")";
    }
  }

  /** Says for people what of the training is saved. */
  String describe() {
    Path last = file(Files.exists(file(LAST)) ? LAST : PREVIOUS);
    return Files.exists(last)
        ? "The last good checkpoint is " + last
        : "No checkpoint had been written yet";
  }

  private Path file(String name) {
    return folder.resolve(name);
  }
}
