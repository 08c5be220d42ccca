package io.finetune.data;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The images and targets of one step, on the host.
 *
 * <p>Closing a batch gives its buffer back for a later one: copy the pixels to the device, wait for
 * that copy, then close.
 *
 * @param <T> the type of the targets
 */
public final class Batch<T> implements AutoCloseable {

  private final int number;
  private final ByteBuffer buffer;
  private final int height;
  private final int width;
  private final List<T> targets;
  private final List<String> ids;
  private final Consumer<ByteBuffer> recycle;
  private final AtomicBoolean closed = new AtomicBoolean();

  Batch(
      int number,
      ByteBuffer buffer,
      int height,
      int width,
      List<T> targets,
      List<String> ids,
      Consumer<ByteBuffer> recycle) {
    this.number = number;
    this.buffer = buffer;
    this.height = height;
    this.width = width;
    this.targets = List.copyOf(targets);
    this.ids = List.copyOf(ids);
    this.recycle = recycle;
  }

  /** Returns the place of this batch in its epoch, from 0, counting batches that were not read. */
  public int number() {
    return number;
  }

  /**
   * Returns the pixels, {@code (size, height, width, 3)} uint8 RGB in row-major order: a direct
   * buffer from position 0 to its capacity, valid until this batch is closed.
   *
   * @throws IllegalStateException if the batch is closed
   */
  public ByteBuffer pixels() {
    if (closed.get()) {
      throw new IllegalStateException("batch " + number + " is closed; its buffer is used again");
    }
    return buffer.slice(0, size() * height * width * 3);
  }

  /** Returns the number of images. */
  public int size() {
    return targets.size();
  }

  /** Returns the rows of every image. */
  public int height() {
    return height;
  }

  /** Returns the columns of every image. */
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

  /** Gives the buffer back; closing again does nothing. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      recycle.accept(buffer);
    }
  }
}
