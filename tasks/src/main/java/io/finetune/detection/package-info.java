/**
 * Finding objects: the network, and the way from images to boxes. The entries are {@link
 * io.finetune.detection.Detectors} and {@link io.finetune.detection.FasterRcnn}.
 *
 * <pre>{@code
 * DetectorSpec spec =
 *     Detectors.get("fasterrcnn_resnet50_fpn")
 *         .spec(ConvStyle.FROZEN_BATCH, DetectorSpec.BoxHead.TWO_FC, 80);
 * FasterRcnn network = new FasterRcnn(spec);
 * network.initialize(manager);
 * NDList maps = network.features(store, images, false);
 * NDList logitsAndDeltas = network.proposals(store, maps, false);
 * }</pre>
 */
package io.finetune.detection;
