/**
 * The blocks networks are made of, with torchvision names and numbers. The entry is {@link
 * io.finetune.block.ResNet}.
 *
 * <pre>{@code
 * ResNet backbone = new ResNet(Backbones.get("resnet50").spec(), ConvStyle.BATCH);
 * backbone.initialize(manager);
 * NDArray features = backbone.forward(store, new NDList(images), false).head();
 * }</pre>
 */
package io.finetune.block;
