package io.finetune.example;

import io.finetune.run.Finetune;
import io.finetune.run.RunResult;
import io.finetune.run.Settings;
import java.nio.file.Path;

/** The example of the README, word for word between the two lines that say so. */
public final class FineTuneExample {

  private FineTuneExample() {}

  /** Fine-tunes into a new folder below {@code folder}. */
  static void train(Path folder) {
    // README begins
    RunResult result =
        Finetune.model("resnet20_cifar")
            .dataset("cifar100_fine")
            .optimizer("sgd_gc")
            .set(Settings.EPOCHS, 1)
            .set(Settings.RUNS, folder.toString())
            .run();
    System.out.println("top-1 accuracy: " + result.metrics().get("top1"));
    // README ends
  }
}
