package io.finetune.fault;

import io.finetune.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Damages files of every format that datasets are made of, and reads them: each must be read, or be
 * refused with an error for people. {@code tests/fuzz-data.sh COUNT SEED} does so at length; then
 * the input that is being read lies in {@code tests/target/fuzz-data}, and is still there should it
 * take the JVM down.
 */
final class DataFuzz {

  private DataFuzz() {}

  /**
   * What became of the inputs of a target.
   *
   * @param read how many were read
   * @param refused how many were refused
   * @param slowestMillis how long the slowest took
   * @param slowest its seed
   * @param peakMib how much more memory was resident than before
   * @param failures what must not happen, with the seeds
   */
  record Tally(
      String target,
      int read,
      int refused,
      double slowestMillis,
      long slowest,
      double peakMib,
      List<String> failures) {

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%-16s %7d read %7d refused, slowest %6.0f ms (seed %d), memory +%.0f MiB%s",
          target,
          read,
          refused,
          slowestMillis,
          slowest,
          peakMib,
          failures.isEmpty() ? "" : ", FAILED " + failures);
    }
  }

  /**
   * Reads damaged inputs.
   *
   * @param root an empty folder
   * @param first the seed of the first
   * @param count how many
   */
  static Tally run(FuzzTarget target, Path root, long first, int count) throws Exception {
    target.surroundings().make(root);
    target.read(root, target.whole()); // what is loaded once, costs none of the damaged ones
    PeakMemory memory = PeakMemory.start();
    int read = 0;
    int refused = 0;
    long slowestNanos = 0;
    long slowest = first;
    List<String> failures = new ArrayList<>();
    for (long seed = first; seed < first + count; seed++) {
      byte[] damaged = target.damaged(seed);
      long start = System.nanoTime();
      try {
        target.read(root, damaged);
        read++;
      } catch (DataException e) {
        refused++;
      } catch (IOException e) {
        throw e; // the disk, not the reader
      } catch (Exception | Error e) { // whatever else is a stack trace to the user
        failures.add("seed " + seed + ": " + e);
      }
      long nanos = System.nanoTime() - start;
      if (nanos > slowestNanos) {
        slowestNanos = nanos;
        slowest = seed;
      }
    }
    double peak = memory.grownMib();
    return new Tally(target.name(), read, refused, slowestNanos / 1e6, slowest, peak, failures);
  }

  /** Takes the number of inputs of each target, the first seed, and a folder. */
  public static void main(String[] args) throws Exception {
    int failed = 0;
    long all = 0;
    for (FuzzTarget target : FuzzTarget.all()) {
      Path root = Path.of(args[2]).resolve(target.name());
      Files.createDirectories(root);
      Tally tally = run(target, root, Long.parseLong(args[1]), Integer.parseInt(args[0]));
      System.out.println(tally);
      all += tally.read() + tally.refused() + tally.failures().size();
      failed += tally.failures().size();
    }
    System.out.printf(Locale.ROOT, "%d inputs, %d failed%n", all, failed);
    if (failed > 0) {
      System.exit(1);
    }
  }
}
