package io.finetune.benchmark;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Finds where a thread spends its time, by looking at its stack every two milliseconds: in the
 * engine's native code, or in Java, and for which piece of work. While it waits for threads that
 * help it with a piece, it counts as working on it.
 */
final class HostSampler implements AutoCloseable {

  /** What is in none of the pieces. */
  static final String OTHER = "other";

  private static final long INTERVAL_NANOS = 2_000_000;
  private static final String ENGINE = "ai.djl.pytorch.jni.PyTorchLibrary";

  /**
   * A piece of work.
   *
   * @param name for people
   * @param method beginning of {@code class.method} of a frame that stands for it
   */
  record Piece(String name, String method) {}

  private final Thread watched;
  private final List<Piece> pieces;
  private final Map<String, Integer> counts = new LinkedHashMap<>();
  private final Thread sampler;
  private int samples;
  private volatile boolean done;

  /** Starts looking. */
  HostSampler(Thread watched, List<Piece> pieces) {
    this.watched = watched;
    this.pieces = pieces;
    pieces.forEach(piece -> counts.put(piece.name(), 0));
    counts.put(OTHER, 0);
    sampler = new Thread(this::look, "host-sampler");
    sampler.setDaemon(true);
    sampler.start();
  }

  private void look() {
    while (!done) {
      StackTraceElement[] stack = watched.getStackTrace();
      samples++;
      if (stack.length == 0 || !stack[0].getClassName().equals(ENGINE)) {
        counts.merge(pieceOf(stack), 1, Integer::sum);
      }
      LockSupport.parkNanos(INTERVAL_NANOS);
    }
  }

  /** The innermost frame that stands for a piece decides. */
  private String pieceOf(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      String method = frame.getClassName() + "." + frame.getMethodName();
      for (Piece piece : pieces) {
        if (method.startsWith(piece.method())) {
          return piece.name();
        }
      }
    }
    return OTHER;
  }

  /**
   * Ends the looking.
   *
   * @return for each piece, and for the rest of Java, its share of the time, 0 to 1
   */
  Map<String, Double> shares() {
    close();
    Map<String, Double> shares = new LinkedHashMap<>();
    counts.forEach((name, count) -> shares.put(name, (double) count / samples));
    return shares;
  }

  @Override
  public void close() {
    done = true;
    try {
      sampler.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the sampler ended", e);
    }
  }
}
