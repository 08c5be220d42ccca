package io.finetune.data;

/**
 * An image that was left out because it cannot be decoded.
 *
 * @param id the sample's id
 * @param reason what is wrong with it
 */
public record SkippedSample(String id, String reason) {}
