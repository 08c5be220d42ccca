package io.finetune.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A training whose process may not have the memory that its batch needs. */
@Tag("fault")
@EnabledOnOs(OS.LINUX)
class OutOfMemoryTest {

  /**
   * Of a batch of 100 images of 512 pixels the network's input takes 300 MiB, and its first
   * activation 1600.
   */
  private static final long ALLOWED = 1200L << 20;

  @TempDir Path folder;

  @Test
  void aRefusedAllocationNamesTheBatchToTry() throws Exception {
    List<String> arguments = new ArrayList<>();
    Collections.addAll(arguments, "--model", "resnet20_cifar", "--dataset", "cifar100_fine");
    Collections.addAll(arguments, "--weights", "none", "--threads", "1", "--workers", "1");
    Collections.addAll(arguments, "--image-size", "512", "--resize", "512", "--precision", "fp32");
    Collections.addAll(arguments, "--batch-size", "100", "--accumulate", "2");
    Collections.addAll(arguments, "--runs", folder.toString());
    try (ChildJvm child = ChildJvm.start(Main.class, arguments)) {
      assertTrue(child.await(line -> line.startsWith("run directory: ")));
      limitMemory(child.pid());
      assertEquals(1, child.end(), () -> child.lines().toString());
      String message = String.join("\n", child.lines());
      assertTrue(
          message.contains("finetune: memory did not suffice for a batch of 100 ("), message);
      assertTrue(message.contains("--batch-size 50 --accumulate 4, a step of 200"), message);
      assertTrue(message.contains("image-size than 512; or --precision bf16"), message);
      assertTrue(message.contains("checkpoint"), message);
    }
  }

  /** Allows a process that has loaded everything so much more address space, and no more. */
  private static void limitMemory(long pid) throws Exception {
    String limit = "--as=" + (1024 * kibibytes(pid) + ALLOWED);
    Process prlimit =
        new ProcessBuilder("prlimit", "--pid", Long.toString(pid), limit).inheritIO().start();
    assertEquals(0, prlimit.waitFor());
  }

  private static long kibibytes(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
        .filter(line -> line.startsWith("VmSize:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
