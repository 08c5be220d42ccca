package io.finetune.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.finetune.DivergedException;
import io.finetune.block.Layer;
import io.finetune.optim.GradientCheck;
import io.finetune.optim.ParameterGroups;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Stands between backward and step: a step whose loss or gradient is not finite is not made.
 *
 * <p>With {@link OnNan#SKIP} such a step leaves no trace in the network: its gradients are thrown
 * away and the running statistics are put back to where they were before its first batch.
 */
final class StepGuard implements AutoCloseable {

  /** From so many skipped steps in a row on it is the weights that are broken, not the batches. */
  static final int MOST_IN_A_ROW = 10;

  private static final String ADVICE =
      ": lower the learning rate (--lr), warm up longer (--warmup-epochs), clip gradients"
          + " (--clip-norm), or leave such batches out (--on-nan skip)";

  private final NDManager manager;
  private final GradientCheck gradients;
  private final Optional<RunningStatistics> statistics;
  private final LossLog log;
  private final List<String> ids = new ArrayList<>();
  private int epoch;
  private long step;
  private int inARow;

  /**
   * @param manager owns what is kept; its device computes
   * @param network what is trained
   * @param parameters its parameters
   * @param onNan what is done about a step that is not finite
   * @param interval steps after which losses and gradients are read; 1 where steps may be skipped
   */
  StepGuard(
      NDManager manager, Layer network, ParameterGroups parameters, OnNan onNan, int interval) {
    this.manager = manager.newSubManager();
    gradients = new GradientCheck(parameters);
    statistics =
        onNan == OnNan.SKIP
            ? Optional.of(new RunningStatistics(network, this.manager))
            : Optional.empty();
    log = new LossLog(this.manager, interval);
  }

  /** Begins a step, both counted from 1. */
  void begin(int runningEpoch, long nextStep) {
    epoch = runningEpoch;
    step = nextStep;
    ids.clear();
    statistics.ifPresent(RunningStatistics::save);
  }

  /** Takes the losses of a batch, which are attached to this guard. */
  void add(Map<String, NDArray> losses, List<String> batchIds) {
    ids.addAll(batchIds);
    log.add(losses, new LossLog.Place(epoch, step, batchIds));
  }

  /**
   * Ends a step after its last backward pass.
   *
   * @param reader takes the losses, when it is time to read them
   * @return why the step must not be made, if it must not
   * @throws DivergedException if a loss or gradient is not finite and such steps are not skipped,
   *     or too many were skipped
   */
  Optional<String> end(Consumer<LossLog.Reading> reader) {
    log.endStep(
        gradients.names(),
        gradients.norms(manager),
        new LossLog.Place(epoch, step, List.copyOf(ids)));
    if (!log.isFull()) {
      return Optional.empty();
    }
    if (statistics.isEmpty()) {
      read(reader);
      return Optional.empty();
    }
    LossLog.Reading reading;
    try {
      reading = log.read();
    } catch (DivergedException e) {
      takeBack(e);
      return Optional.of(e.getMessage());
    }
    inARow = 0;
    reader.accept(reading);
    return Optional.empty();
  }

  private void takeBack(DivergedException fault) {
    gradients.discard();
    statistics.ifPresent(RunningStatistics::restore);
    inARow++;
    if (inARow == MOST_IN_A_ROW) {
      throw new DivergedException(
          inARow
              + " steps in a row were skipped, so it is not single batches that are at fault; at"
              + " last "
              + fault.getMessage()
              + ": start from an earlier checkpoint or anew, with a lower learning rate (--lr)",
          fault);
    }
  }

  /**
   * Reads the losses of the steps that were not read yet.
   *
   * @throws DivergedException if one of them was not finite
   */
  void read(Consumer<LossLog.Reading> reader) {
    try {
      reader.accept(log.read());
    } catch (DivergedException e) {
      throw new DivergedException(e.getMessage() + ADVICE, e);
    }
  }

  @Override
  public void close() {
    log.close();
    manager.close();
  }
}
