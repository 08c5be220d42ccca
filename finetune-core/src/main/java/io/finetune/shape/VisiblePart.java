package io.finetune.shape;

import io.finetune.region.Box;
import io.finetune.region.Rle;

/**
 * What is seen of a shape.
 *
 * @param mask its pixels
 * @param box the smallest box around them
 * @param pixels how many they are
 */
public record VisiblePart(Rle mask, Box box, int pixels) {}
