package io.finetune.data;

import io.finetune.DataException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;

/**
 * The batches of one epoch, in order. One thread reads it; any thread may close it, which stops the
 * work ahead.
 *
 * @param <T> the type of the targets
 */
public final class BatchIterator<T> implements Iterator<Batch<T>>, AutoCloseable {

  private final DataLoader<T> loader;
  private final int epoch;
  private final int[] indices;
  private final int batches;
  private final Deque<BatchTask<T>> ahead = new ArrayDeque<>();
  private int scheduled;
  private boolean delivered;
  private Batch<T> ready;
  private boolean closed;

  BatchIterator(DataLoader<T> loader, int epoch, int[] indices, int firstBatch, int batches) {
    this.loader = loader;
    this.epoch = epoch;
    this.indices = indices;
    this.scheduled = firstBatch;
    this.batches = batches;
  }

  /**
   * Waits for the next batch that holds an image.
   *
   * @throws DataException if an image is broken and broken images are not skipped, or if every
   *     image of the epoch is broken
   * @throws IllegalStateException if this iterator or its loader was closed
   */
  @Override
  public boolean hasNext() {
    while (ready == null) {
      BatchTask<T> task = first();
      if (task == null) {
        requireSomeDelivered();
        return false;
      }
      Batch<T> batch = await(task);
      removeFirst();
      if (batch.size() > 0) {
        ready = batch;
        delivered = true;
      } else {
        batch.close();
      }
    }
    return true;
  }

  @Override
  public Batch<T> next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the epoch has no further batch");
    }
    Batch<T> batch = ready;
    ready = null;
    return batch;
  }

  /** Returns the task to wait for, or null at the end, with the work ahead of it submitted. */
  private synchronized BatchTask<T> first() {
    schedule();
    return ahead.peekFirst();
  }

  private synchronized void removeFirst() {
    ahead.pollFirst();
    schedule();
  }

  /** Keeps as many batches in the making as the loader prefetches. */
  private void schedule() {
    if (closed) {
      throw new IllegalStateException("the epoch or its data loader is closed");
    }
    while (scheduled < batches && ahead.size() < loader.prefetch()) {
      int from = scheduled * loader.batchSize();
      int to = Math.min(from + loader.batchSize(), indices.length);
      ahead.addLast(loader.submit(epoch, scheduled, Arrays.copyOfRange(indices, from, to)));
      scheduled++;
    }
  }

  private Batch<T> await(BatchTask<T> task) {
    long start = System.nanoTime();
    try {
      task.finished().join();
    } catch (CancellationException e) {
      throw new IllegalStateException("the data loader was closed while a batch was awaited", e);
    } finally {
      loader.addWait(System.nanoTime() - start);
    }
    try {
      return task.batch();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void requireSomeDelivered() {
    if (!delivered && !loader.skipped().isEmpty()) {
      SkippedSample example = loader.skipped().get(0);
      throw new DataException(
          String.format(
              Locale.ROOT,
              "Dataset %s has no usable image: all %d were skipped as broken, for example %s: %s",
              loader.dataset().name(),
              indices.length,
              example.id(),
              example.reason()));
    }
  }

  /** Stops reading ahead; a thread that waits for a batch gets an {@link IllegalStateException}. */
  @Override
  public synchronized void close() {
    closed = true;
    ahead.forEach(BatchTask::cancel);
    ahead.clear();
  }
}
