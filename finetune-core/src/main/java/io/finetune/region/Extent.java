package io.finetune.region;

/**
 * How much of an image a mask covers, and where.
 *
 * @param area pixels of the object
 * @param box the smallest box around the object as {@link Rle#box()} gives it; zeros if it is empty
 */
public record Extent(long area, Box box) {}
