/**
 * What is known about each pretrained model, and the card a run writes about itself. The entries
 * are {@link io.finetune.card.ModelCards} and {@link io.finetune.card.RunCard}.
 *
 * <pre>{@code
 * ModelCard card = ModelCards.get("resnet50");
 * long parameters = card.parameters();
 * for (CardWeights weights : card.weights()) {
 *   System.out.println(weights.name() + " " + weights.location());
 * }
 * }</pre>
 */
package io.finetune.card;
