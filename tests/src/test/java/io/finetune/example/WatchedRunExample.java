package io.finetune.example;

import io.finetune.run.Choices;
import io.finetune.run.Finetune;
import io.finetune.run.RunResult;
import io.finetune.run.Settings;
import io.finetune.train.EpochReport;
import io.finetune.train.TrainingListener;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** The example of docs/api.md about watching, stopping and resuming. */
public final class WatchedRunExample {

  private WatchedRunExample() {}

  // docs begin
  /** Trains until an epoch reaches half of the images, then goes on to the end. */
  static RunResult train(Path folder) {
    AtomicBoolean enough = new AtomicBoolean();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onEpoch(EpochReport report) {
            System.out.println(report.epoch() + ": " + report.metrics() + " " + report.losses());
            enough.set(report.metrics().get("top1") > 0.5);
          }
        };
    RunResult result =
        Finetune.model("resnet20_cifar")
            .dataset("cifar100_fine")
            .optimizer("adamw_gc")
            .set(Settings.EPOCHS, 2)
            .set(Settings.LOG_GRADIENTS, List.of("conv1", "fc"))
            .set(Settings.RUNS, folder.toString())
            .listener(listener)
            .stopWhen(enough::get)
            .run();
    return result.interrupted() ? Finetune.of(Choices.NONE).resume(result.directory()) : result;
  }
  // docs end
}
