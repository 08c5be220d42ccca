package io.finetune.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Trainings, each in a process of its own, on a real file system that is too small: a tmpfs, where
 * the test may mount one. Elsewhere {@link FullDiskTest} stands alone.
 */
@Tag("fault")
class SmallFileSystemTest {

  private static final int EPOCHS = 4;
  private static final double EVERY_STEP = 1e-9;

  @TempDir Path folder;
  private Path small;
  private Path run;

  @BeforeEach
  void mount() throws Exception {
    small = Files.createDirectory(folder.resolve("small"));
    run = small.resolve(SmallTraining.NAME);
    int code = command("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", small.toString());
    assumeTrue(code == 0, "no file system can be mounted here; FullDiskTest has a fake one");
  }

  @AfterEach
  void unmount() throws Exception {
    command("umount", small.toString());
  }

  private static int command(String... words) throws Exception {
    try {
      return new ProcessBuilder(words)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      return -1; // no such command
    }
  }

  @Test
  void aTrainingOutlivesAFullDiskAndEndsWithAnErrorIfItStaysFull() throws Exception {
    Path ballast = small.resolve("ballast");
    try (ChildJvm child = SmallTraining.start(small, EPOCHS, EVERY_STEP)) {
      assertTrue(child.await(SmallTraining::isStep), () -> child.lines().toString());
      fill(ballast);
      assertTrue(child.await(l -> l.contains("NO CHECKPOINT WAS WRITTEN")), "not told");
      Files.delete(ballast);
      assertTrue(child.await(l -> l.contains("checkpoints are written again")), "not told");
      fill(ballast);
      assertEquals(1, child.end(), () -> child.lines().toString());
      List<String> lines = child.lines();
      String error = lines.get(lines.size() - 1);
      assertTrue(error.contains("the last weights could not be stored"), error);
      assertTrue(error.contains("No space left on device"), error);
    }
    Files.delete(ballast);
    try (ChildJvm resumed = SmallTraining.resume(run);
        ChildJvm straight =
            SmallTraining.startInto(new File("/dev/full"), folder.resolve("straight"), EPOCHS, 0)) {
      assertEquals(0, resumed.end(), () -> resumed.lines().toString());
      assertEquals(0, straight.end(), () -> straight.lines().toString());
    }
    Path undisturbed = folder.resolve("straight").resolve(SmallTraining.NAME);
    SmallTraining.assertSame(undisturbed, run);
    // That one's console was full all the time.
    String log = Files.readString(undisturbed.resolve("run.log"));
    assertTrue(log.contains("warning: the console cannot be written any more"), log);
  }

  @Test
  void aDiskWithoutRoomForOneCheckpointIsFoundBeforeTheFirstStep() throws Exception {
    fill(small.resolve("ballast"));
    try (OutputStream some = Files.newOutputStream(small.resolve("ballast"))) {
      some.write(new byte[23 << 20]);
    }
    try (ChildJvm child = SmallTraining.start(small, EPOCHS, 0)) {
      assertEquals(1, child.end(), () -> child.lines().toString());
      String all = child.lines().toString();
      assertTrue(all.contains("the last weights could not be stored"), all);
      assertTrue(child.lines().stream().noneMatch(SmallTraining::isStep), all);
    }
  }

  /** Writes until nothing more fits. */
  private static void fill(Path ballast) throws IOException {
    byte[] block = new byte[1 << 12];
    try (OutputStream out = Files.newOutputStream(ballast)) {
      while (true) {
        out.write(block);
      }
    } catch (IOException e) {
      assertTrue(e.getMessage().contains("No space left"), e.getMessage());
    }
  }
}
