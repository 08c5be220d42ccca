package io.finetune.fault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.file.Change;
import io.finetune.file.CrashStates;
import io.finetune.file.DurableFile;
import io.finetune.file.FaultyFileSystem;
import io.finetune.file.Journal;
import io.finetune.run.CheckpointFiles;
import io.finetune.run.CheckpointFiles.Recovered;
import io.finetune.weight.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stops a training before each single thing it asks of the disk, in every state that a kill or a
 * power failure can leave there, and recovers: stronger than any number of kills at random.
 */
@Tag("fault")
class CrashPointTest {

  private static final int SIZE = 16;
  private static final int TARGET = 13;

  @TempDir Path folder;
  private final Set<String> tried = new HashSet<>();
  private Map<String, byte[]> end;
  private int states;
  private int recoveries;

  @Test
  void everyStateThatACrashCanLeaveIsRecoveredAndEndsTheSame() throws IOException {
    Path straight = Files.createDirectory(folder.resolve("straight"));
    Journal journal = new Journal();
    TreeMap<Integer, Long> stored = new TreeMap<>();
    Work.run(
        FaultyFileSystem.over(straight, journal),
        SIZE,
        TARGET,
        step -> stored.put(journal.size(), step));
    end = CrashStates.read(straight);
    List<Change> changes = journal.changes();
    for (int at = 0; at <= changes.size(); at++) {
      long kept = stored.floorEntry(at) == null ? -1 : stored.floorEntry(at).getValue();
      for (Map<String, byte[]> state : CrashStates.at(Map.of(), changes, at)) {
        crash(state, kept, "crashed before change " + at + " of " + changes.size());
      }
    }
    System.out.println(
        changes.size()
            + " changes, "
            + states
            + " states after a crash, "
            + recoveries
            + " after one more in their recovery");
    assertTrue(states > 200, states + " states");
    assertTrue(recoveries > 25, recoveries + " crashes while recovering");
  }

  /**
   * @param kept the last step whose checkpoint was reported as stored; -1 if none was
   */
  private void crash(Map<String, byte[]> state, long kept, String where) throws IOException {
    if (!isNew(state, kept)) {
      return;
    }
    Path place = CrashStates.write(state, folder.resolve("state" + states));
    states++;
    if (!Work.hasCheckpoint(place)) {
      assertEquals(-1, kept, where);
      return;
    }
    Journal recovery = new Journal();
    Path seen = FaultyFileSystem.over(place, recovery);
    DurableFile.removeUnfinished(seen);
    check(new CheckpointFiles(seen).recover(), kept, where);
    finish(place, where);
    List<Change> changes = recovery.changes();
    for (int at = 0; at < changes.size(); at++) {
      for (Map<String, byte[]> again : CrashStates.at(state, changes, at)) {
        recoverAgain(again, kept, where + ", then in its recovery before change " + at);
      }
    }
  }

  /** Neighbouring crashes leave many states in common. */
  private boolean isNew(Map<String, byte[]> state, long kept) {
    Map<String, Integer> contents = new TreeMap<>();
    state.forEach(
        (name, bytes) -> contents.put(name.replaceAll("-.*", ""), Arrays.hashCode(bytes)));
    return tried.add(kept + " " + contents);
  }

  private void recoverAgain(Map<String, byte[]> state, long kept, String where) throws IOException {
    if (!isNew(state, kept)) {
      return;
    }
    Path place = CrashStates.write(state, folder.resolve("again" + recoveries));
    recoveries++;
    DurableFile.removeUnfinished(place);
    check(new CheckpointFiles(FaultyFileSystem.over(place, change -> {})).recover(), kept, where);
    finish(place, where);
  }

  private static void check(Recovered found, long kept, String where) {
    long step = found.progress().step();
    assertTrue(step == kept || step == kept + 1, where + ": stored " + kept + ", found " + step);
    assertTrue(
        found.remarks().stream().noneMatch(remark -> remark.contains("damaged")),
        () -> where + ": " + found.remarks());
    int bestEpoch = found.progress().bestEpoch();
    if (bestEpoch > 0) {
      Weights best = Weights.readChecked(found.file().resolveSibling(CheckpointFiles.BEST));
      assertEquals(Integer.toString(bestEpoch), best.metadata().get("epoch"), where);
    }
  }

  private void finish(Path place, String where) throws IOException {
    Work.run(FaultyFileSystem.over(place, change -> {}), SIZE, TARGET, step -> {});
    Map<String, byte[]> reached = CrashStates.read(place);
    assertEquals(end.keySet(), reached.keySet(), where);
    for (String file : List.of(CheckpointFiles.LAST, CheckpointFiles.BEST, Work.METRICS)) {
      assertArrayEquals(end.get(file), reached.get(file), where + ": " + file);
    }
  }
}
