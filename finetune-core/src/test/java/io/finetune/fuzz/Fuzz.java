package io.finetune.fuzz;

import com.google.gson.Gson;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Tries bad files until a number of cases or a time is reached, and prints a line of JSON: how many
 * of each format, what became of them, how long and how much memory the worst took. Ends with 1 at
 * the first case that is neither refused as it should be nor read right, and keeps its file.
 */
public final class Fuzz {

  /** Of the processor's time, since a busy machine is no fault of the reader's. */
  private static final long TOO_LONG = 5_000_000_000L;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int CASES_BETWEEN_COLLECTIONS = 8192;

  private final Map<String, String> flags = new LinkedHashMap<>();
  private final PrintStream out;
  private final long seed;
  private final Path folder;
  private final Trial trial;
  private final Case.Source source;
  private final Map<String, int[]> counts = new LinkedHashMap<>();
  private volatile long number;
  private volatile long started = Long.MAX_VALUE;
  private long slowest;
  private long most;

  private Fuzz(String[] args, PrintStream out) throws IOException {
    for (int i = 0; i + 1 < args.length; i += 2) {
      flags.put(args[i], args[i + 1]);
    }
    this.out = out;
    this.seed = flag("--seed", 1);
    this.folder = Files.createDirectories(Path.of(flags.getOrDefault("--folder", ".")));
    this.trial = new Trial(folder);
    this.source = new Case.Source(seed);
  }

  private long flag(String name, long otherwise) {
    return Long.parseLong(flags.getOrDefault(name, Long.toString(otherwise)));
  }

  /**
   * Runs the program.
   *
   * @param args {@code --seed N}, {@code --cases N}, {@code --seconds N}, {@code --folder DIR}, and
   *     {@code --only N} for a single case
   * @throws IOException if the folder cannot be used
   */
  public static void main(String[] args) throws IOException {
    System.exit(new Fuzz(args, System.out).run() ? 0 : 1);
  }

  private boolean run() throws IOException {
    long tried = Thread.currentThread().getId();
    Thread watch = new Thread(() -> watch(tried), "watch");
    watch.setDaemon(true);
    watch.start();
    long first = flag("--only", 0);
    long end = flags.containsKey("--only") ? first + 1 : flag("--cases", Long.MAX_VALUE);
    long begin = System.nanoTime();
    long stop = begin + flag("--seconds", 1_000_000) * 1_000_000_000L;
    for (long next = first; next < end && System.nanoTime() < stop; next++) {
      number = next;
      if (!tried(source.number(next))) {
        return false;
      }
      if (next % CASES_BETWEEN_COLLECTIONS == 0) {
        System.gc(); // mapped files go with their buffers
      }
    }
    report((System.nanoTime() - begin) / 1e9);
    return Trial.traces(folder, Path.of("")).isEmpty();
  }

  private boolean tried(Case one) throws IOException {
    String kind = one.sound().kind().name().toLowerCase(Locale.ROOT);
    int[] count = counts.computeIfAbsent(kind, k -> new int[2]);
    started = THREADS.getCurrentThreadCpuTime();
    try {
      Trial.Result result = trial.of(one);
      count[result.loaded() ? 1 : 0]++;
      slowest = Math.max(slowest, result.nanos());
      most = Math.max(most, result.allocated());
      return true;
    } catch (Throwable e) { // whatever it is, it is no answer to a bad file
      Path kept = folder.resolve("case-" + seed + "-" + number + ".bin");
      Files.write(kept, one.bytes());
      out.printf(
          Locale.ROOT,
          "seed %d, case %d (%s of %s): %s%n  kept as %s%n",
          seed,
          number,
          one.how(),
          one.sound().name(),
          e,
          kept);
      Arrays.stream(e.getStackTrace()).limit(20).forEach(frame -> out.println("  at " + frame));
      return false;
    } finally {
      started = Long.MAX_VALUE;
    }
  }

  /** Ends the process when a case takes too long: what hangs cannot be stopped in another way. */
  private void watch(long tried) {
    try {
      while (THREADS.getThreadCpuTime(tried) - started < TOO_LONG) {
        Thread.sleep(200);
      }
    } catch (InterruptedException e) {
      return;
    }
    out.printf(Locale.ROOT, "seed %d, case %d takes more than 5 s%n", seed, number);
    Thread.getAllStackTraces()
        .forEach((thread, frames) -> out.println(thread + " " + Arrays.toString(frames)));
    Runtime.getRuntime().halt(3);
  }

  private void report(double seconds) throws IOException {
    Map<String, Object> line = new LinkedHashMap<>();
    long refused = counts.values().stream().mapToLong(c -> c[0]).sum();
    long loaded = counts.values().stream().mapToLong(c -> c[1]).sum();
    line.put("seed", seed);
    line.put("cases", refused + loaded);
    line.put("systematic", Math.min(refused + loaded, source.systematic()));
    line.put("refused", refused);
    line.put("loaded", loaded);
    counts.forEach((kind, c) -> line.put(kind, Map.of("refused", c[0], "loaded", c[1])));
    line.put("seconds", Math.round(seconds * 10) / 10.0);
    line.put("slowest_ms", slowest / 1_000_000);
    line.put("most_allocated_mb", most >> 20);
    line.put("heap_limit_mb", Runtime.getRuntime().maxMemory() >> 20);
    line.put("peak_resident_mb", peakResidentMb());
    out.println(new Gson().toJson(line));
  }

  private static long peakResidentMb() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (Files.notExists(status)) {
      return -1; // not Linux
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
        .sum();
  }
}
