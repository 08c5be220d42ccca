package io.finetune.cli;

import java.util.concurrent.CountDownLatch;

/**
 * Turns Ctrl-C and SIGTERM into a request to stop: the JVM's shutdown waits until the run has
 * finished its step and saved.
 */
final class Interrupt implements AutoCloseable {

  private final CountDownLatch finished = new CountDownLatch(1);
  private final Thread hook = new Thread(this::ask, "finetune-interrupt");
  private volatile boolean asked;

  private Interrupt() {}

  /** Starts to listen. */
  static Interrupt listen() {
    Interrupt interrupt = new Interrupt();
    Runtime.getRuntime().addShutdownHook(interrupt.hook);
    return interrupt;
  }

  private void ask() {
    asked = true;
    try {
      finished.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  boolean isAsked() {
    return asked;
  }

  /** Lets a waiting shutdown go on, or stops listening. */
  @Override
  public void close() {
    finished.countDown();
    if (!asked) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The shutdown has just begun; the latch is open, so it does not wait.
        asked = true;
      }
    }
  }
}
