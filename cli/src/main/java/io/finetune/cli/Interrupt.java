package io.finetune.cli;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
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
  private final Function exit =
      NativeLibrary.getInstance(Platform.C_LIBRARY_NAME).getFunction("_exit");
  private final PrintWriter err;
  private final AtomicReference<Kind> asked = new AtomicReference<>();
  private volatile boolean saves;

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
  void beginSaving() {
    saves = true;
  }

  /** Called on a thread of its own; waits for nobody, not even for one who reads errors. */
  private void on(Kind kind) {
    if (!saves || !asked.compareAndSet(null, kind)) {
      endBy(kind);
    }
    err.println(
        "finetune: SIG" + kind + ": finishing this step, then saving; again to stop at once");
    err.flush();
  }

  /**
   * Ends the process without a word to anybody. {@link Runtime#halt} is not enough: it runs
   * libtorch's destructors, which crash while another thread computes in it.
   */
  private void endBy(Kind kind) {
    exit.invokeVoid(new Object[] {kind.exitCode()});
  }

  boolean isAsked() {
    return asked.get() != null;
  }

  /** Returns the exit code of a run that ended because it was asked to. */
  int exitCode() {
    return asked.get().exitCode();
  }

  /** Stops listening. */
  @Override
  public void close() {
    before.forEach((kind, handler) -> Signal.handle(kind.signal(), handler));
  }
}
