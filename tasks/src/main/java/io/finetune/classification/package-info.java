/**
 * Image classification: one label an image. The entry is {@link
 * io.finetune.classification.ClassificationTask}, which a {@link io.finetune.train.Trainer} trains.
 *
 * <pre>{@code
 * ResNet backbone = new ResNet(Backbones.get("resnet18").spec(), ConvStyle.BATCH);
 * Classifier network = new Classifier(backbone, split.train().classes().size());
 * network.initialize(manager);
 * Task<Integer> task =
 *     new ClassificationTask(network, split.train().classes().size(), 0.1); // label smoothing
 * Evaluation<Integer> accuracy = task.evaluation();
 * accuracy.add(batch, store);
 * double top1 = accuracy.metrics().get("top1");
 * }</pre>
 */
package io.finetune.classification;
