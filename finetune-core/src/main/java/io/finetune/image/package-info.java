/**
 * Images on the host: decoding to 8-bit RGB, and the transforms between a file and a batch.
 *
 * <p>Entry points are {@link io.finetune.image.Pipeline} and {@link
 * io.finetune.image.Preprocessing}:
 *
 * <pre>{@code
 * Pipeline train =
 *     Pipeline.of(new RandomResizedCrop(224), new HorizontalFlip(0.5));
 * try (RgbImage image = train.read(new ImageSource.EncodedFile(path), 42L)) {
 *   byte[] hwc = image.toHwc();
 * }
 * }</pre>
 *
 * <p>Pixels live in native memory and are released when the image is closed. Nothing here starts
 * threads; every method may be called from many threads at once on different images.
 */
package io.finetune.image;
