package io.finetune.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.FinetuneException;
import io.finetune.run.Choices;
import io.finetune.run.Finetune;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a real training that checkpoints after every step: every other time at a random moment,
 * else in the middle of writing. Longer: {@code -Dfault.training.kills=100}.
 */
@Tag("fault")
class KilledTrainingTest {

  private static final double EVERY_STEP = 1e-9;

  @TempDir Path folder;

  @Test
  void aTrainingKilledAgainAndAgainEndsAsTheUndisturbedOne() throws Exception {
    int kills = Integer.getInteger("fault.training.kills", 6);
    long seed = Long.getLong("fault.seed", System.nanoTime());
    System.out.println("kills of a training: " + kills + ", seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    int epochs = 2 + 3 * kills / 2; // more than the kills can use up
    Path run = folder.resolve("killed").resolve(SmallTraining.NAME);
    int done = 0;
    for (int kill = 0; kill < kills; kill++) {
      try (ChildJvm child =
          kill == 0
              ? SmallTraining.start(folder.resolve("killed"), epochs, EVERY_STEP)
              : SmallTraining.resume(run)) {
        assertTrue(child.await(SmallTraining::isStep), () -> child.lines().toString());
        int first = firstStep(child);
        assertTrue(first == done + 1 || first == done + 2, "step " + done + ", then " + first);
        if (kill == 0) {
          assertNobodyElseMayResume(run, child.pid());
        }
        int enough = first + random.nextInt(8);
        child.await(line -> SmallTraining.isStep(line) && SmallTraining.step(line) >= enough);
        Thread.sleep(random.nextInt(30));
        if (kill % 2 == 1) {
          awaitUnfinishedFile(run, child);
        }
        child.kill();
        done = lastStep(child);
      }
    }
    try (ChildJvm last = SmallTraining.resume(run);
        ChildJvm straight = SmallTraining.start(folder.resolve("straight"), epochs, 0)) {
      assertEquals(0, last.end(), () -> last.lines().toString());
      assertEquals(0, straight.end(), () -> straight.lines().toString());
    }
    System.out.println("killed last after step " + done + " of " + 10 * epochs);
    SmallTraining.assertSame(folder.resolve("straight").resolve(SmallTraining.NAME), run);
  }

  /** Two real processes: the second one is told who has the folder. */
  private static void assertNobodyElseMayResume(Path run, long pid) {
    Finetune second = Finetune.of(Choices.NONE);
    String message = assertThrows(FinetuneException.class, () -> second.resume(run)).getMessage();
    assertTrue(message.contains(run + " is in use by process " + pid), message);
  }

  private static void awaitUnfinishedFile(Path run, ChildJvm child) throws IOException {
    boolean found = false;
    while (!found && child.isAlive()) {
      try (Stream<Path> files = Files.list(run)) {
        found = files.anyMatch(file -> file.toString().endsWith(".tmp"));
      }
    }
  }

  private static int firstStep(ChildJvm child) {
    return child.lines().stream()
        .filter(SmallTraining::isStep)
        .mapToInt(SmallTraining::step)
        .findFirst()
        .orElseThrow();
  }

  /** A step is told before its checkpoint is written. */
  private static int lastStep(ChildJvm child) {
    return child.lines().stream()
            .filter(SmallTraining::isStep)
            .mapToInt(SmallTraining::step)
            .max()
            .orElseThrow()
        - 1;
  }
}
