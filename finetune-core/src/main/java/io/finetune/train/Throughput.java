package io.finetune.train;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Measures images a second and the share of time spent waiting for data, from its construction. */
final class Throughput {

  private final LongSupplier waited;
  private final LongSupplier clock;
  private final long startNanos;
  private final long startWait;
  private long images;

  /**
   * @param waitedNanos how long was waited for data so far, nanoseconds
   */
  Throughput(LongSupplier waitedNanos) {
    this(waitedNanos, System::nanoTime);
  }

  /** The same by another clock, of nanoseconds. */
  Throughput(LongSupplier waitedNanos, LongSupplier clock) {
    waited = waitedNanos;
    this.clock = clock;
    startNanos = clock.getAsLong();
    startWait = waitedNanos.getAsLong();
  }

  void add(int count) {
    images += count;
  }

  Duration elapsed() {
    return Duration.ofNanos(clock.getAsLong() - startNanos);
  }

  /** Images a second of wall time since the construction. */
  double imagesPerSecond() {
    return images * 1e9 / elapsed().toNanos();
  }

  /** Share of the wall time that was spent waiting for data, 0 to 1. */
  double dataWait() {
    return Math.min(1, (double) (waited.getAsLong() - startWait) / elapsed().toNanos());
  }
}
