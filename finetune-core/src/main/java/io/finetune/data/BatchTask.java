package io.finetune.data;

import io.finetune.DataException;
import io.finetune.image.RgbImage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** One batch in the making: workers claim its slots one by one until none is left. */
final class BatchTask<T> implements Runnable {

  private final DataLoader<T> loader;
  private final int epoch;
  private final int number;
  private final int[] indices;
  private final ByteBuffer buffer;
  private final RgbImage[] images;
  private final List<Sample<T>> samples;
  private final RuntimeException[] failures;
  private final AtomicInteger nextSlot = new AtomicInteger();
  private final AtomicInteger unfinished;
  private final CompletableFuture<Void> finished = new CompletableFuture<>();
  private volatile boolean cancelled;

  /**
   * @param buffer takes the pixels; null where every image keeps its own size
   */
  BatchTask(DataLoader<T> loader, int epoch, int number, int[] indices, ByteBuffer buffer) {
    this.loader = loader;
    this.epoch = epoch;
    this.number = number;
    this.indices = indices;
    this.buffer = buffer;
    this.images = new RgbImage[indices.length];
    this.failures = new RuntimeException[indices.length];
    this.unfinished = new AtomicInteger(indices.length);
    this.samples = new ArrayList<>(Collections.nCopies(indices.length, null));
  }

  /** Fills slots until all are claimed; as many workers as there are may run this at once. */
  @Override
  public void run() {
    for (int slot = nextSlot.getAndIncrement();
        slot < indices.length;
        slot = nextSlot.getAndIncrement()) {
      if (!cancelled) {
        fill(slot);
      }
      if (unfinished.decrementAndGet() == 0 && !finished.complete(null)) {
        free();
      }
    }
  }

  // Whatever goes wrong in a worker is kept and thrown to the consumer, errors of the JVM included:
  // a lost one would leave the consumer waiting for ever.
  private void fill(int slot) {
    try {
      Sample<T> sample = loader.dataset().get(indices[slot]);
      samples.set(slot, sample);
      if (buffer == null) {
        images[slot] = loader.read(sample, epoch, indices[slot]);
      } else {
        loader.write(sample, epoch, indices[slot], slice(slot));
      }
    } catch (DataException e) {
      failures[slot] = e;
    } catch (Throwable e) {
      failures[slot] =
          new IllegalStateException(
              String.format(
                  Locale.ROOT,
                  "reading sample %s of dataset %s failed: %s",
                  id(slot),
                  loader.dataset().name(),
                  e),
              e);
    }
  }

  private String id(int slot) {
    Sample<T> sample = samples.get(slot);
    return sample == null ? "at index " + indices[slot] : sample.id();
  }

  private ByteBuffer slice(int slot) {
    int bytes = loader.imageBytes();
    return buffer.slice(slot * bytes, bytes);
  }

  /** Gives up the batch; workers that are on it free what they read. */
  void cancel() {
    cancelled = true;
    if (!finished.cancel(false)) {
      free();
    }
  }

  private synchronized void free() {
    for (int slot = 0; slot < images.length; slot++) {
      RgbImage image = images[slot];
      images[slot] = null;
      if (image != null) {
        image.close();
      }
    }
  }

  /** Completes when every slot is filled, or exceptionally when the task is cancelled. */
  CompletableFuture<Void> finished() {
    return finished;
  }

  /**
   * Makes the batch of a finished task.
   *
   * @throws RuntimeException the failure of the lowest slot, unless broken images are skipped
   */
  synchronized Batch<T> batch() {
    List<RgbImage> read = new ArrayList<>();
    Batch.Labels<T> labels =
        new Batch.Labels<>(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (int slot = 0; slot < indices.length; slot++) {
      if (failures[slot] != null) {
        fail(slot);
        continue;
      }
      int place = labels.ids().size();
      if (buffer == null) {
        read.add(images[slot]);
        images[slot] = null; // the batch's from here on
      } else if (place < slot) {
        slice(place).put(slice(slot)); // close the gap a skipped image left
      }
      labels.targets().add(samples.get(slot).target());
      labels.ids().add(samples.get(slot).id());
      labels.seeds().add(loader.seed(epoch, indices[slot]));
    }
    return buffer == null
        ? Batch.loose(number, labels, read)
        : Batch.packed(number, labels, buffer, loader.height(), loader.width(), loader::recycle);
  }

  private void fail(int slot) {
    try {
      loader.onFailure(id(slot), failures[slot]);
    } catch (RuntimeException e) {
      free();
      throw e;
    }
  }
}
