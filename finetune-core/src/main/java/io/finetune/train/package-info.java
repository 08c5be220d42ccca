/**
 * The training loop and what watches it. The entry is {@link io.finetune.train.Trainer}; {@link
 * io.finetune.train.Task} says what is trained for, {@link io.finetune.train.TrainingListener} is
 * told what happens.
 *
 * <pre>{@code
 * try (Normalizer normalizer = new Normalizer(device, mean, std, Precision.FP32);
 *     Trainer<Integer> trainer =
 *         new Trainer<>(device, task, optimizer, groups, schedule, plan, List.of(listener))) {
 *   Feed<Integer> train = new Feed<>(trainLoader, normalizer::apply);
 *   Feed<Integer> test = new Feed<>(testLoader, normalizer::apply);
 *   Trainer.Keeper nothing = (progress, metrics, best) -> {};
 *   trainer.fit(train, test, Progress.START, nothing, () -> false);
 *   double top1 = trainer.evaluate(test).get("top1");
 * }
 * }</pre>
 */
package io.finetune.train;
