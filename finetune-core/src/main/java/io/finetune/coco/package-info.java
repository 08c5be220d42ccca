/**
 * COCO's files and COCO's scores: annotations, results, AP^b and AP^m as pycocotools computes them.
 *
 * <p>Entry points are {@link io.finetune.coco.CocoInstances}, {@link
 * io.finetune.coco.CocoDetections} and {@link io.finetune.coco.CocoEvaluator}:
 *
 * <pre>{@code
 * CocoInstances truth = CocoInstances.read(Path.of("instances_val2017.json"));
 * try (CocoResultsWriter results = new CocoResultsWriter(file)) {
 *   long category = truth.categories().id(label);
 *   results.append(truth.imageId(image), category, score, Optional.of(box), Optional.empty());
 *   results.finish();
 * }
 * CocoDetections found = CocoDetections.read(file);
 * CocoScores scores =
 *     CocoEvaluator.evaluate(truth, found, CocoSettings.of(IouType.BBOX));
 * }</pre>
 *
 * <p>Files are streamed into columns of numbers: a file of 450 MB needs neither a tree nor its text
 * in memory.
 */
package io.finetune.coco;
