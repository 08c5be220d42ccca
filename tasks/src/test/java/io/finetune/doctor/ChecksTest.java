package io.finetune.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.doctor.Diagnosis.Health;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChecksTest {

  private static final long GIB = 1L << 30;

  @TempDir Path folder;

  private Diagnosis cache(Path cache) {
    return FolderChecks.of(new Places(cache, folder, folder, folder)).get(0);
  }

  @Test
  void aCacheWithinAFileIsAProblem() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    Diagnosis found = cache(file);
    assertTrue(found.isProblem(), found.toString());
    assertTrue(found.found().contains(file.toString()), found.found());
    assertTrue(found.remedy().orElseThrow().contains("FINETUNE_HOME"), found.toString());
    assertTrue(cache(file.resolve("below")).isProblem());
  }

  @Test
  void aCacheThatIsNotThereYetIsFine() {
    assertEquals(Health.OK, cache(folder.resolve("not").resolve("yet")).health());
  }

  @Test
  void unfinishedDownloadsAreNamed() throws IOException {
    Path part = folder.resolve("weights").resolve("ab-resnet50.pth.part");
    Files.createDirectories(part.getParent());
    Files.write(part, new byte[100]);
    Diagnosis found = cache(folder);
    assertEquals(Health.NOTE, found.health());
    assertTrue(found.found().contains("1 unfinished"), found.found());
    assertTrue(found.remedy().orElseThrow().contains(part.toString()), found.toString());
  }

  @Test
  void runsNeedAFolderThatCanBeWrittenTo() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    Diagnosis found = FolderChecks.of(new Places(folder, folder, folder, file)).get(2);
    assertTrue(found.isProblem());
    assertTrue(found.remedy().orElseThrow().contains("--runs"), found.toString());
  }

  @Test
  void anOldJavaIsAProblemAndLittleMemoryIsNoted() {
    assertTrue(MachineChecks.java(11).isProblem());
    assertEquals(Health.OK, MachineChecks.java(17).health());
    assertEquals(Health.NOTE, MachineChecks.memory(16 * GIB, GIB, GIB).health());
    assertEquals(Health.OK, MachineChecks.memory(16 * GIB, 4 * GIB, GIB).health());
    assertEquals(Health.NOTE, MachineChecks.processors(2, null).health());
    assertEquals(Health.OK, MachineChecks.processors(2, "20000").health());
  }

  @Test
  void whatCannotBeLoadedIsAProblemWithTheInnermostReason() {
    Diagnosis found =
        Doctor.guarded(
            "engine",
            "mend it",
            () -> {
              throw new IllegalStateException(
                  "outer", new UnsatisfiedLinkError("libtorch_cpu.so: no such file"));
            });
    assertEquals(Diagnosis.problem("engine", "libtorch_cpu.so: no such file", "mend it"), found);
  }

  @Test
  void aRemedyBelongsToWhatNeedsOne() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Diagnosis("x", Health.PROBLEM, "y", Optional.empty()));
    assertThrows(
        IllegalArgumentException.class, () -> new Diagnosis("x", Health.OK, "y", Optional.of("z")));
  }

  /** This machine builds and trains, so nothing can prevent it. */
  @Test
  void thisMachineTrains() {
    List<Diagnosis> found = Doctor.examine(new Places(folder, folder, folder, folder));
    assertEquals(List.of(), found.stream().filter(Diagnosis::isProblem).toList());
    assertEquals(
        List.of(
            "java",
            "memory",
            "processors",
            "engine",
            "devices",
            "precision",
            "threads",
            "images",
            "fonts",
            "cache",
            "native libraries",
            "disk"),
        found.stream().map(Diagnosis::topic).toList());
  }
}
