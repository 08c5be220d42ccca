package io.finetune.data;

import io.finetune.image.RgbImage;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The images and targets of one step, on the host: all of one size in one buffer ({@link
 * #pixels()}), or each of its own size ({@link #images()}), as the loader was set.
 *
 * <p>Closing a batch gives its buffer back for a later one and frees its images: copy the pixels to
 * the device, wait for that copy, then close.
 *
 * @param <T> the type of the targets
 */
public final class Batch<T> implements AutoCloseable {

  private final int number;
  private final List<RgbImage> images;
  private final ByteBuffer buffer;
  private final int height;
  private final int width;
  private final List<T> targets;
  private final List<String> ids;
  private final List<Long> seeds;
  private final Consumer<ByteBuffer> recycle;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Batch(
      int number,
      Labels<T> labels,
      List<RgbImage> images,
      ByteBuffer buffer,
      int height,
      int width,
      Consumer<ByteBuffer> recycle) {
    this.number = number;
    this.images = List.copyOf(images);
    this.buffer = buffer;
    this.height = height;
    this.width = width;
    this.targets = List.copyOf(labels.targets);
    this.ids = List.copyOf(labels.ids);
    this.seeds = List.copyOf(labels.seeds);
    this.recycle = recycle;
  }

  /** What belongs to the images of a batch, one of each an image. */
  record Labels<T>(List<T> targets, List<String> ids, List<Long> seeds) {}

  /** Makes a batch of images of one size; {@code recycle} gets the buffer back. */
  static <T> Batch<T> packed(
      int number,
      Labels<T> labels,
      ByteBuffer buffer,
      int height,
      int width,
      Consumer<ByteBuffer> recycle) {
    return new Batch<>(number, labels, List.of(), buffer, height, width, recycle);
  }

  /** Makes a batch of images of their own sizes, which it will close. */
  static <T> Batch<T> loose(int number, Labels<T> labels, List<RgbImage> images) {
    return new Batch<>(number, labels, images, null, 0, 0, buffer -> {});
  }

  /** Returns the place of this batch in its epoch, from 0, counting batches that were not read. */
  public int number() {
    return number;
  }

  /**
   * Returns the pixels, {@code (size, height, width, 3)} uint8 RGB in row-major order: a direct
   * buffer from position 0 to its capacity, valid until this batch is closed.
   *
   * @throws IllegalStateException if the batch is closed, or its images have sizes of their own
   */
  public ByteBuffer pixels() {
    requireOpen();
    if (buffer == null) {
      throw new IllegalStateException(
          "the images of batch " + number + " have sizes of their own: read images()");
    }
    return buffer.slice(0, size() * height * width * 3);
  }

  /**
   * Returns the images, each of its own size, valid until this batch is closed, which closes them.
   *
   * @throws IllegalStateException if the batch is closed, or its images share one size
   */
  public List<RgbImage> images() {
    requireOpen();
    if (buffer != null) {
      throw new IllegalStateException(
          "the images of batch " + number + " share one size: read pixels()");
    }
    return images;
  }

  private void requireOpen() {
    if (closed.get()) {
      throw new IllegalStateException("batch " + number + " is closed; its memory is used again");
    }
  }

  /** Returns the number of images. */
  public int size() {
    return targets.size();
  }

  /** Returns the rows of every image; 0 where each has its own. */
  public int height() {
    return height;
  }

  /** Returns the columns of every image; 0 where each has its own. */
  public int width() {
    return width;
  }

  /** Returns the targets, one for each image. */
  public List<T> targets() {
    return targets;
  }

  /** Returns the ids, one for each image. */
  public List<String> ids() {
    return ids;
  }

  /**
   * Returns the seeds, one for each image: pure functions of the loader's seed, the epoch and the
   * sample, for whatever is random after the loader.
   */
  public List<Long> seeds() {
    return seeds;
  }

  /** Gives the buffer back and closes the images; closing again does nothing. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      images.forEach(RgbImage::close);
      recycle.accept(buffer);
    }
  }
}
