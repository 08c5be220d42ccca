package io.finetune.doctor;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The JVM, memory and processors. */
final class MachineChecks {

  private static final int NEEDED_JAVA = 17;
  private static final double GIB = 1024.0 * 1024 * 1024;

  /** What a ResNet-50 with a batch of 8 takes in bfloat16, with the JVM and libtorch. */
  private static final double SMALL_MEMORY = 2 * GIB;

  private MachineChecks() {}

  static List<Diagnosis> all() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return List.of(
        java(Runtime.version().feature()),
        memory(system.getTotalMemorySize(), free(system), Runtime.getRuntime().maxMemory()),
        processors(Runtime.getRuntime().availableProcessors(), System.getenv("GOMP_SPINCOUNT")));
  }

  static Diagnosis java(int feature) {
    String found =
        System.getProperty("java.vm.name")
            + " "
            + Runtime.version()
            + ", "
            + System.getProperty("os.name")
            + " "
            + System.getProperty("os.arch");
    return feature >= NEEDED_JAVA
        ? Diagnosis.ok("java", found)
        : Diagnosis.problem(
            "java", found, "install a JDK " + NEEDED_JAVA + " or newer and set JAVA_HOME to it");
  }

  /** What processes can still get: Linux counts caches that it would give up. */
  private static long free(OperatingSystemMXBean system) {
    Path table = Path.of("/proc/meminfo");
    if (!Files.isReadable(table)) {
      return system.getFreeMemorySize();
    }
    return TextLines.of(table).stream()
        .filter(line -> line.startsWith("MemAvailable:"))
        .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseGet(system::getFreeMemorySize);
  }

  static Diagnosis memory(long total, long free, long heap) {
    long usable = Math.min(total, free);
    String found =
        String.format(
            Locale.ROOT,
            "%.1f GiB, %.1f free; the Java heap may take %.1f of it, tensors lie outside",
            total / GIB,
            usable / GIB,
            heap / GIB);
    return usable >= SMALL_MEMORY
        ? Diagnosis.ok("memory", found)
        : Diagnosis.note(
            "memory",
            found,
            "little for training: close other programs, or see with --dry-run what a run needs and"
                + " lower --batch-size");
  }

  static Diagnosis processors(int available, String spin) {
    String found = available + " processors for this process";
    return spin == null
        ? Diagnosis.note(
            "processors",
            found + "; GOMP_SPINCOUNT is not set",
            "start with the script finetune, or set GOMP_SPINCOUNT=20000: libtorch's threads else"
                + " starve those that load images")
        : Diagnosis.ok("processors", found);
  }
}
