/**
 * A network in numbers before it is trained: {@link io.finetune.summary.ModelSummary} lists its
 * parts with output shapes and parameters, {@link io.finetune.summary.MemoryEstimate} adds up what
 * a step of training takes.
 *
 * <pre>{@code
 * NetworkPlan plan = new NetworkPlan.OfClassifier(Backbones.get("resnet50").spec(), 200);
 * ModelSummary.of(network, plan, new Shape(8, 3, 224, 224)).lines().forEach(System.out::println);
 * MemoryEstimate memory =
 *     MemoryEstimate.of(network, plan, new Shape(8, 3, 224, 224), ConvStyle.BATCH, Precision.BF16, 1);
 * System.out.println(memory.total() + " bytes");
 * }</pre>
 */
package io.finetune.summary;
