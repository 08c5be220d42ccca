package io.finetune.fault;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A second JVM with this one's class path, whose output is read line by line. */
final class ChildJvm implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Process process;
  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
  private final Thread reader;

  private ChildJvm(Process process) {
    this.process = process;
    reader = new Thread(this::read, "child " + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts a main class; errors are among its output. */
  static ChildJvm start(Class<?> main, List<String> arguments) throws IOException {
    return new ChildJvm(builder(main, arguments).redirectErrorStream(true).start());
  }

  /** Starts a main class whose output goes to a file; its errors are read. */
  static ChildJvm startInto(File output, Class<?> main, List<String> arguments) throws IOException {
    ProcessBuilder builder = builder(main, arguments).redirectOutput(output);
    return new ChildJvm(builder.start());
  }

  private static ProcessBuilder builder(Class<?> main, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Quick to start rather than quick in the long run; -Xshare:auto is the default.
    Collections.addAll(command, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx1g");
    for (String property :
        List.of("java.io.tmpdir", "offline", "OPT_OUT_TRACKING", "logback.configurationFile")) {
      if (System.getProperty(property) != null) {
        command.add("-D" + property + "=" + System.getProperty(property));
      }
    }
    Collections.addAll(command, "-cp", System.getProperty("java.class.path"), main.getName());
    command.addAll(arguments);
    return new ProcessBuilder(command);
  }

  private void read() {
    boolean redirected = process.getInputStream() instanceof java.io.ByteArrayInputStream;
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(
                redirected ? process.getErrorStream() : process.getInputStream(),
                StandardCharsets.UTF_8))) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        lines.add(line);
        synchronized (lines) {
          lines.notifyAll();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** All lines so far. */
  List<String> lines() {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }

  /** Waits for a line; false if the process ended without. */
  boolean await(Predicate<String> wanted) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    int seen = 0;
    while (System.nanoTime() < deadline) {
      boolean ended = !reader.isAlive();
      List<String> now = lines();
      if (now.subList(seen, now.size()).stream().anyMatch(wanted)) {
        return true;
      } else if (ended) {
        return false;
      }
      seen = now.size();
      synchronized (lines) {
        if (lines.size() == seen && reader.isAlive()) {
          lines.wait(20);
        }
      }
    }
    throw new IllegalStateException("waited in vain; the process said " + lines());
  }

  /** Sends SIGKILL, and waits until the process is gone and its output is read. */
  void kill() throws InterruptedException {
    // By its handle: Process.destroyForcibly closes the output too, and with it the last lines.
    process.toHandle().destroyForcibly();
    end();
  }

  /** Waits for the end; the exit code. */
  int end() throws InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("it does not end; it said " + lines());
    }
    reader.join();
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
