package io.finetune.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The resident memory of this process, as Linux counts it. */
final class ProcessMemory {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final double KIB_PER_MIB = 1024;

  private ProcessMemory() {}

  /** Resident now, in MiB. */
  static double residentMib() {
    return mib("VmRSS:");
  }

  /** The most that was ever resident, in MiB. */
  static double peakMib() {
    return mib("VmHWM:");
  }

  private static double mib(String name) {
    try {
      return Files.readAllLines(STATUS, StandardCharsets.ISO_8859_1).stream()
          .filter(line -> line.startsWith(name))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / KIB_PER_MIB)
          .findFirst()
          .orElseThrow(() -> new IllegalStateException(STATUS + " has no line " + name));
    } catch (IOException e) {
      throw new UncheckedIOException("resident memory is read from " + STATUS + ", on Linux", e);
    }
  }
}
