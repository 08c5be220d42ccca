package io.finetune.benchmark;

import ai.djl.Device;
import io.finetune.optim.CentralizedOptimizer;
import io.finetune.optim.ParameterGroups;
import io.finetune.schedule.Schedule;
import io.finetune.train.Feed;
import io.finetune.train.OnNan;
import io.finetune.train.Progress;
import io.finetune.train.StepReport;
import io.finetune.train.Task;
import io.finetune.train.Trainer;
import io.finetune.train.TrainingListener;
import io.finetune.train.TrainingPlan;
import java.util.List;
import java.util.function.Consumer;

/**
 * The toolkit's own training loop, run for some steps of one epoch and watched at each.
 *
 * @param device where the network lives
 * @param task network and losses
 * @param parameters what is trained
 * @param feed batches; more than there will be steps, so that no evaluation is reached
 * @param <T> the type of a sample's target
 */
record TimedLoop<T>(Device device, Task<T> task, ParameterGroups parameters, Feed<T> feed) {

  /**
   * Trains.
   *
   * @param optimizer makes the steps, at {@link StepSettings#LEARNING_RATE}
   * @param steps how many
   * @param afterStep told of every step when it is done
   */
  void run(CentralizedOptimizer optimizer, int steps, Consumer<StepReport> afterStep) {
    Watch watch = new Watch(afterStep);
    try (Trainer<T> trainer =
        new Trainer<>(
            device,
            task,
            optimizer,
            parameters,
            new Schedule.Constant(StepSettings.LEARNING_RATE),
            new TrainingPlan(1, 1, 1, 1, OnNan.STOP),
            List.of(watch))) {
      trainer.fit(
          feed, feed, Progress.START, (progress, metrics, best) -> {}, () -> watch.step >= steps);
    }
  }

  private static final class Watch implements TrainingListener {
    private final Consumer<StepReport> afterStep;
    private long step;

    Watch(Consumer<StepReport> afterStep) {
      this.afterStep = afterStep;
    }

    @Override
    public void onStep(StepReport report) {
      step = report.step();
      afterStep.accept(report);
    }
  }
}
