/**
 * Detection's arithmetic on the host: boxes, anchors, matching, sampling, suppression, and the
 * masks of boxes. Everything is plain loops over primitive arrays in float32, in torchvision's
 * order of operations, so that results agree with {@code torchvision.models.detection} to the last
 * bits. Nothing here knows a tensor library.
 *
 * <p>A set of boxes is a {@code float[]} of {@code n * 4}: {@code x1 y1 x2 y2} of each, in pixels
 * of the network's input image unless said otherwise. Entry points are {@link
 * io.finetune.box.Anchors}, {@link io.finetune.box.Matcher}, {@link io.finetune.box.Proposals},
 * {@link io.finetune.box.RoiAlign} and {@link io.finetune.box.DetectionFilter}:
 *
 * <pre>{@code
 * AnchorGrid anchors = Anchors.fpn().on(padded, featureSizes);
 * int[] matches = new Matcher(0.7, 0.3, true).match(objects, anchors.boxes());
 * BalancedSampler.Chosen chosen = new BalancedSampler(256, 0.5).choose(matches, seed);
 * ScoredBoxes proposals = Proposals.training().select(objectness, deltas, anchors, imageSize);
 * int[] levels = new LevelMapper(2, 5).levels(proposals.boxes());
 * WeightedRows pooled = RoiAlign.of(7, 2).on(pyramid, proposals.boxes(), images, levels);
 * }</pre>
 *
 * <p>Every type is immutable or said to be otherwise; every method may be called from many threads.
 */
package io.finetune.box;
