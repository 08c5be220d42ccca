package io.finetune.fault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.file.CrashStates;
import io.finetune.run.CheckpointFiles;
import io.finetune.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a process that stores one checkpoint after the other, again and again, at random moments.
 * More kills: {@code -Dfault.kills=1000}; the same again: {@code -Dfault.seed=SEED}.
 */
@Tag("fault")
class KillTest {

  private static final int SIZE = 50_000;
  private static final int LONGEST_MILLIS = 120;

  @TempDir Path folder;

  @Test
  void noStoredCheckpointIsEverLostAndTheEndIsTheSame() throws Exception {
    int kills = Integer.getInteger("fault.kills", 50);
    long seed = Long.getLong("fault.seed", System.nanoTime());
    System.out.println("kills: " + kills + ", seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    Path run = newRun("killed");
    long kept = -1;
    int inTheMiddle = 0;
    for (int kill = 1; kill <= kills; kill++) {
      long found = killed(run, random, kept);
      inTheMiddle += CrashStates.read(run).size() > 6 ? 1 : 0;
      kept = Math.max(kept, found);
    }
    long target = kept + 10;
    try (ChildJvm last = start(run, target)) {
      assertEquals(0, last.end(), () -> last.lines().toString());
    }
    Path straight = newRun("straight");
    Work.run(straight, SIZE, target, step -> {});
    System.out.println(
        target + " steps stored, " + inTheMiddle + " kills while a file was being written");
    assertSame(straight, run);
    assertTrue(inTheMiddle > 0, "no kill met an unfinished file");
  }

  /** Kills the process after a while; the last step that it reported as stored. */
  private static long killed(Path run, SplittableRandom random, long before) throws Exception {
    try (ChildJvm child = start(run, Long.MAX_VALUE)) {
      assertTrue(
          child.await(line -> line.startsWith(CheckpointingProcess.STORED)),
          () -> "cannot go on: " + child.lines());
      Thread.sleep(random.nextInt(LONGEST_MILLIS));
      child.kill();
      List<Long> stored =
          child.lines().stream()
              .filter(line -> line.startsWith(CheckpointingProcess.STORED))
              .map(line -> Long.valueOf(line.substring(CheckpointingProcess.STORED.length())))
              .toList();
      // The first step after the start: nothing that was reported before the last kill is lost.
      assertTrue(stored.get(0) == before + 1 || stored.get(0) == before + 2, before + " " + stored);
      return stored.get(stored.size() - 1);
    }
  }

  private static ChildJvm start(Path run, long target) throws IOException {
    List<String> arguments = List.of(run.toString(), Integer.toString(SIZE), Long.toString(target));
    return ChildJvm.start(CheckpointingProcess.class, arguments);
  }

  private Path newRun(String name) throws IOException {
    Path run = RunDirectory.create(folder, name).path();
    Files.writeString(run.resolve(RunDirectory.CONFIG), "model: none\n");
    return run;
  }

  private static void assertSame(Path expected, Path actual) throws IOException {
    Map<String, byte[]> straight = CrashStates.read(expected);
    Map<String, byte[]> killed = CrashStates.read(actual);
    for (String file :
        List.of(
            CheckpointFiles.LAST, CheckpointFiles.PREVIOUS, CheckpointFiles.BEST, Work.METRICS)) {
      assertArrayEquals(straight.get(file), killed.get(file), file);
    }
  }
}
