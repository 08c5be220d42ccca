package io.finetune.download;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** Closes a stream that gives nothing for too long, so that its reader fails and does not hang. */
final class IdleGuard implements Closeable {

  private final InputStream stream;
  private final long patience;
  private final Thread watcher;
  private volatile long last = System.nanoTime();
  private volatile boolean gaveUp;

  IdleGuard(InputStream stream, Duration patience) {
    this.stream = stream;
    this.patience = patience.toNanos();
    this.watcher = new Thread(this::watch, "download-idle-guard");
    watcher.setDaemon(true);
    watcher.start();
  }

  /** Says that bytes have come. */
  void alive() {
    last = System.nanoTime();
  }

  /** Fails if the stream was closed here: what looks like its end is none. */
  void requirePatient() throws IOException {
    if (gaveUp) {
      throw new IOException("nothing came for " + patience / 1_000_000 + " ms");
    }
  }

  private void watch() {
    try {
      for (long left = patience; left > 0; left = last + patience - System.nanoTime()) {
        Thread.sleep(Math.max(1, left / 1_000_000));
      }
      gaveUp = true;
      stream.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the download has ended
    } catch (IOException e) {
      throw new AssertionError("closing a response never fails", e);
    }
  }

  @Override
  public void close() {
    watcher.interrupt();
  }
}
