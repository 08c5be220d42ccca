/**
 * Optimizers with Gradient Centralization, for DJL's trainer and for loops of one's own. The entry
 * is {@link io.finetune.optim.Optimizers}, the table of all of them; each class also has a builder.
 *
 * <pre>{@code
 * TrainingConfig config =
 *     new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
 *         .optOptimizer(
 *             SgdGc.builder()
 *                 .optLearningRate(0.1)
 *                 .optMomentum(0.9)
 *                 .optCentralization(Centralization.ALL)
 *                 .build());
 * }</pre>
 */
package io.finetune.optim;
