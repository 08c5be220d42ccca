/**
 * Scoring a trained network on any dataset: {@link io.finetune.evaluation.CheckpointEvaluation}
 * takes network, preprocessing and the run's own test set from a checkpoint, and so gives the
 * numbers of the run's evaluation, to the last digit.
 *
 * <pre>{@code
 * Evaluated done =
 *     CheckpointEvaluation.of(Checkpoint.read(Path.of("runs/resnet50-cub200-sgd_gc")))
 *         .choose(Choices.NONE.with(Settings.DATASET, "folder:more", Origin.USER))
 *         .run();
 * if (done.scores() instanceof ClassScores scores) {
 *   WilsonInterval interval = WilsonInterval.of(scores.top1(), scores.images());
 *   System.out.println(scores.metrics().get("top1") + " from " + interval.low());
 * }
 * }</pre>
 */
package io.finetune.evaluation;
