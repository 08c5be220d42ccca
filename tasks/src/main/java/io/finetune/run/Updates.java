package io.finetune.run;

import ai.djl.nn.Parameter;
import io.finetune.block.Classifier;
import io.finetune.optim.CentralizedOptimizer;
import io.finetune.optim.Lookahead;
import io.finetune.optim.Optimizers;
import io.finetune.optim.OptimizerSettings;
import io.finetune.optim.ParameterGroups;
import io.finetune.schedule.Schedule;
import io.finetune.schedule.Schedules;
import java.util.Map;

/** Turns the settings of a run into what changes its weights. */
final class Updates {

  private Updates() {}

}
