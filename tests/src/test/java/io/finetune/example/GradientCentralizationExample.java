package io.finetune.example;

import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.TrainingConfig;
import ai.djl.training.loss.Loss;
import io.finetune.optim.Centralization;
import io.finetune.optim.SgdGc;

/** The change of one line that the README shows to users of DJL. */
public final class GradientCentralizationExample {

  private GradientCentralizationExample() {}

  /** The configuration of a training of DJL's. */
  static TrainingConfig config(Loss loss) {
    return
    // docs begin
    new DefaultTrainingConfig(loss)
        .optOptimizer(
            SgdGc.builder()
                .optLearningRate(0.1)
                .optMomentum(0.9)
                .optWeightDecay(1e-4)
                .optCentralization(Centralization.ALL)
                .build());
    // docs end
  }
}
