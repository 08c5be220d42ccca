package io.finetune.image;

/**
 * A resize of the whole image. Sides that shrink are averaged over area, sides that grow are
 * interpolated linearly.
 */
public sealed interface Resizing extends Transform permits Resize, ResizeExact {}
