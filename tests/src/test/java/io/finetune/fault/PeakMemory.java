package io.finetune.fault;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much more memory was resident at once than at a start, as Linux counts it. */
final class PeakMemory {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path CLEAR = Path.of("/proc/self/clear_refs");
  private static final String RESET_PEAK = "5";
  private static final double KIB_PER_MIB = 1024;

  private final double start;

  private PeakMemory(double start) {
    this.start = start;
  }

  /** Forgets former peaks. */
  static PeakMemory start() throws IOException {
    if (Files.isWritable(CLEAR)) {
      Files.writeString(CLEAR, RESET_PEAK);
    }
    return new PeakMemory(mib("VmHWM:"));
  }

  double grownMib() throws IOException {
    return mib("VmHWM:") - start;
  }

  private static double mib(String name) throws IOException {
    if (!Files.isReadable(STATUS)) {
      return 0; // only Linux tells
    }
    return Files.readAllLines(STATUS, StandardCharsets.ISO_8859_1).stream()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / KIB_PER_MIB)
        .findFirst()
        .orElse(0);
  }
}
