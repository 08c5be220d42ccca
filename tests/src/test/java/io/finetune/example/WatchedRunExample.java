package io.finetune.example;

import io.finetune.run.Finetune;
import io.finetune.run.RunResult;
import io.finetune.run.Settings;
import io.finetune.train.EpochReport;
import io.finetune.train.TrainingListener;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** The example of docs/api.md about watching, stopping and resuming. */
public final class WatchedRunExample {

  private WatchedRunExample() {}

  // docs begin
  /** Trains until an epoch has half of the images right, then goes on to the end. */
  static RunResult train(Finetune described) {
    AtomicBoolean enough = new AtomicBoolean();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onEpoch(EpochReport report) {
            System.out.println(report.epoch() + ": " + report.metrics() + " " + report.losses());
            enough.set(report.metrics().get("top1") > 0.5);
          }
        };
    Finetune run = described.set(Settings.LOG_GRADIENTS, List.of("conv1", "fc"));
    RunResult result = run.listener(listener).stopWhen(enough::get).run();
    return result.interrupted() ? run.resume(result.directory()) : result;
  }
  // docs end
}
