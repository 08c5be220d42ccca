package io.finetune.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ThroughputTest {

  private final AtomicLong waited = new AtomicLong(7_000_000_000L);
  private final AtomicLong now = new AtomicLong(-3);
  private final Throughput throughput = new Throughput(waited::get, now::get);

  @Test
  void countsFromItsConstruction() {
    throughput.add(30);
    throughput.add(20);
    now.addAndGet(2_000_000_000L);
    waited.addAndGet(500_000_000L);
    assertEquals(Duration.ofSeconds(2), throughput.elapsed());
    assertEquals(25, throughput.imagesPerSecond());
    assertEquals(0.25, throughput.dataWait());
  }

  @Test
  void aWaitThatBeganEarlierIsNoMoreThanAllTheTime() {
    now.addAndGet(1_000);
    waited.addAndGet(5_000);
    assertEquals(1, throughput.dataWait());
  }
}
