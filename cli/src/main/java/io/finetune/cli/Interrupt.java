package io.finetune.cli;

import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.Map;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Turns Ctrl-C and SIGTERM into a request to stop. While a training runs, the first signal asks it
 * to finish its step and save; before that, and at a second signal, the process ends at once.
 *
 * <p>The JVM's shutdown hooks would do for the first signal, but they never see a second one.
 * {@code sun.misc.Signal} is the JDK's only way to it, and kept for that by JEP 260.
 */
final class Interrupt implements AutoCloseable {

  /** A shell's exit code of a process that a signal ended is the signal's number and this. */
  private static final int SIGNALLED = 128;

  /** The signals that ask for an end. */
  enum Kind {
    /** Ctrl-C. */
    INT,
    /** What {@code kill}, schedulers and container runtimes send. */
    TERM;

    private Signal signal() {
      return new Signal(name());
    }

    int exitCode() {
      return SIGNALLED + signal().getNumber();
    }
  }

  private final Map<Kind, SignalHandler> before = new EnumMap<>(Kind.class);
  private final PrintWriter err;
  private boolean saves;
  private volatile Kind asked;

  private Interrupt(PrintWriter err) {
    this.err = err;
  }

  /**
   * Starts to listen.
   *
   * @param err where the first signal is answered
   */
  static Interrupt listen(PrintWriter err) {
    Interrupt interrupt = new Interrupt(err);
    for (Kind kind : Kind.values()) {
      interrupt.before.put(kind, Signal.handle(kind.signal(), signal -> interrupt.on(kind)));
    }
    return interrupt;
  }

  /** From now on there is something to save: the first signal only asks. */
  synchronized void beginSaving() {
    saves = true;
  }

  private synchronized void on(Kind kind) {
    if (!saves || asked != null) {
      endBy(kind);
    }
    asked = kind;
    err.println(
        "finetune: SIG" + kind + ": finishing this step, then saving; again to stop at once");
    err.flush();
  }

  /**
   * Ends the process as if it had never listened: by the signal itself, which waits for nobody. To
   * the first process of a container that does nothing, so it halts then.
   */
  private static void endBy(Kind kind) {
    Signal.handle(kind.signal(), SignalHandler.SIG_DFL);
    Signal.raise(kind.signal());
    Runtime.getRuntime().halt(kind.exitCode());
  }

  boolean isAsked() {
    return asked != null;
  }

  /** Returns the exit code of a run that ended because it was asked to. */
  int exitCode() {
    return asked.exitCode();
  }

  /** Stops listening. */
  @Override
  public void close() {
    before.forEach((kind, handler) -> Signal.handle(kind.signal(), handler));
  }
}
