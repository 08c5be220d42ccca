/**
 * Where an object is in an image: boxes, outlines, and masks as COCO's run lengths.
 *
 * <p>Entry points are {@link io.finetune.region.Rle} and {@link io.finetune.region.Polygons}:
 *
 * <pre>{@code
 * Segmentation annotated = new Polygons(List.of(new double[] {10, 10, 90, 12, 60, 70}));
 * Rle truth = annotated.toRle(480, 640);
 * Rle found = Rle.encode(480, 640, bitmap);
 * double iou = found.iou(truth, false);
 * Box box = truth.box();
 * String counts = found.counts(); // what a COCO results file holds
 * }</pre>
 *
 * <p>Results equal those of pycocotools' mask API, bit for bit, so that what is built on them can.
 * Everything is immutable and may be shared between threads. Sizes are given height first.
 */
package io.finetune.region;
