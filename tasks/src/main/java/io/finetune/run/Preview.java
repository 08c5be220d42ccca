package io.finetune.run;

import io.finetune.summary.MemoryEstimate;
import io.finetune.summary.ModelSummary;
import java.nio.file.Path;

/**
 * What a run would be, for whoever wants to look before training.
 *
 * @param plan its settings and facts; its directory is where it would go, and is not made
 * @param summary the network part by part
 * @param memory what a step would take
 * @param picture where the sample batches are drawn
 */
public record Preview(RunPlan plan, ModelSummary summary, MemoryEstimate memory, Path picture) {}
