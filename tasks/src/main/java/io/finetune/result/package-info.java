/**
 * What a run leaves of its data and of its test set, beside checkpoints and metrics: files that
 * need neither the dataset nor the network to be read, so that a page about the run can be made at
 * any time. The entry is {@link io.finetune.result.TestRecords}, which a training's evaluations
 * tell what they find.
 *
 * <pre>{@code
 * TestRecords records = new TestRecords(run, classes, System.out::println);
 * Task<Integer> task =
 *     new ClassificationTask(network, classes.size(), 0.1, () -> Optional.of(records.labels()));
 * // ... train, with records among the listeners: it keeps the evaluation of the best epoch
 * new TestPictures(run).labels(split.test());
 * }</pre>
 *
 * <p>{@link io.finetune.result.LabelRecord} and {@link io.finetune.result.ObjectRecord} say what is
 * in the folder {@code test}. All tables are CSV (RFC 4180, UTF-8).
 */
package io.finetune.result;
