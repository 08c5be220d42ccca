/**
 * Finding objects with their outlines: a detector and a mask for each box. The entry is {@link
 * io.finetune.segmentation.MaskRcnn}.
 *
 * <pre>{@code
 * MaskRcnn network =
 *     new MaskRcnn(
 *         Detectors.get("maskrcnn_resnet50_fpn")
 *             .spec(ConvStyle.FROZEN_BATCH, DetectorSpec.BoxHead.TWO_FC, 80));
 * network.initialize(manager);
 * NDList maps = network.detector().features(store, images, false);
 * NDArray logits = network.masks(store, pooled, labels, false);
 * }</pre>
 */
package io.finetune.segmentation;
