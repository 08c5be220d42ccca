package io.finetune.train;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Measures images a second and the share of time spent waiting for data, from its construction. */
final class Throughput {

  private final LongSupplier waited;
  private final long startNanos = System.nanoTime();
  private final long startWait;
  private long images;

  Throughput(LongSupplier waitedNanos) {
    waited = waitedNanos;
    startWait = waitedNanos.getAsLong();
  }

  void add(int count) {
    images += count;
  }

  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  double imagesPerSecond() {
    return images * 1e9 / elapsed().toNanos();
  }

  double dataWait() {
    return Math.min(1, (double) (waited.getAsLong() - startWait) / elapsed().toNanos());
  }
}
