package io.finetune.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.CheckpointException;
import io.finetune.WeightException;
import io.finetune.file.FaultyFileSystem;
import io.finetune.file.FullDisk;
import io.finetune.run.CheckpointFiles.Recovered;
import io.finetune.train.Progress;
import io.finetune.weight.Tensor;
import io.finetune.weight.TensorType;
import io.finetune.weight.Weights;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFilesTest {

  @TempDir Path folder;
  private CheckpointFiles files;

  @BeforeEach
  void name() {
    files = new CheckpointFiles(folder);
  }

  /** The end of an epoch, each parameter as large as the epoch. */
  private static Weights state(int epoch, int batch, int bestEpoch) {
    ByteBuffer value = ByteBuffer.allocate(1).put((byte) (10 * epoch + batch)).flip();
    Tensor tensor = new Tensor(TensorType.U8, new long[] {1}, value);
    Map<String, String> metadata = new HashMap<>(Progress.START.toMap());
    metadata.put("progress.epoch", Integer.toString(epoch));
    metadata.put("progress.batch", Integer.toString(batch));
    metadata.put("progress.step", Integer.toString(10 * epoch + batch));
    metadata.put("progress.best_epoch", Integer.toString(bestEpoch));
    metadata.put("model", "m");
    return new Weights(Map.of("weight", tensor, "optimizer/weight", tensor), metadata);
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  @Test
  void theNewestIsRecoveredAndTheOneBeforeItKept() {
    files.store(state(1, 0, 0), false);
    files.store(state(1, 4, 0), false);
    Recovered found = files.recover();
    assertEquals(file(CheckpointFiles.LAST), found.file());
    assertEquals(14, found.progress().step());
    assertEquals(List.of(), found.remarks());
    assertEquals(
        "10", Weights.readChecked(file(CheckpointFiles.PREVIOUS)).metadata().get("progress.step"));
  }

  @Test
  void theBestIsTheNetworksPartAndSaysItsEpoch() {
    files.store(state(2, 0, 2), true);
    Weights best = Weights.readChecked(file(CheckpointFiles.BEST));
    assertEquals(List.of("weight"), List.copyOf(best.tensors().keySet()));
    assertEquals(Map.of("model", "m", "epoch", "2"), best.metadata());
  }

  @Test
  void whateverIsWrongWithTheNewestTheOneBeforeIsUsedAndThatIsSaid() throws IOException {
    byte[] whole = null;
    byte[] before = null;
    for (int i = 0; whole == null || i < whole.length; i += 7) {
      files.store(state(1, 0, 0), false);
      files.store(state(1, 4, 0), false);
      whole = Files.readAllBytes(file(CheckpointFiles.LAST));
      before = Files.readAllBytes(file(CheckpointFiles.PREVIOUS));
      byte[] damaged = i % 2 == 0 ? Arrays.copyOf(whole, i) : whole.clone();
      if (i % 2 == 1) {
        damaged[i] ^= 0x10;
      }
      Files.write(file(CheckpointFiles.LAST), damaged);

      Recovered found = files.recover();

      assertEquals(file(CheckpointFiles.PREVIOUS), found.file());
      assertEquals(10, found.progress().step());
      String remark = String.join("\n", found.remarks());
      assertTrue(remark.contains("last.safetensors is damaged"), remark);
      assertTrue(remark.contains(file(CheckpointFiles.LAST).toString()), remark);
      assertArrayEquals(damaged, Files.readAllBytes(file("damaged.safetensors")));
      // The next checkpoint does not put the damaged one in the place of the whole one.
      files.store(state(1, 5, 0), false);
      assertArrayEquals(before, Files.readAllBytes(file(CheckpointFiles.PREVIOUS)));
      assertEquals(15, files.recover().progress().step());
    }
  }

  @Test
  void betweenTheTwoRenamesNothingIsDamaged() throws IOException {
    files.store(state(1, 0, 0), false);
    Files.move(file(CheckpointFiles.LAST), file(CheckpointFiles.PREVIOUS));
    Recovered found = files.recover();
    assertEquals(10, found.progress().step());
    assertEquals(1, found.remarks().size());
    assertTrue(found.remarks().get(0).contains("last.safetensors is missing"));
    assertFalse(Files.exists(file("damaged.safetensors")));
  }

  @Test
  void aBestThatIsMissingDamagedOrStaleIsWrittenAgainFromItsEpochsCheckpoint() throws IOException {
    files.store(state(1, 0, 1), true);
    byte[] stale = Files.readAllBytes(file(CheckpointFiles.BEST));
    files.store(state(2, 0, 2), true);
    byte[] best = Files.readAllBytes(file(CheckpointFiles.BEST));
    for (byte[] wrong : new byte[][] {null, stale, Arrays.copyOf(best, 100)}) {
      Files.delete(file(CheckpointFiles.BEST));
      if (wrong != null) {
        Files.write(file(CheckpointFiles.BEST), wrong);
      }
      String remark = String.join("\n", files.recover().remarks());
      assertArrayEquals(best, Files.readAllBytes(file(CheckpointFiles.BEST)));
      assertTrue(remark.contains("written again from the checkpoint"), remark);
    }
  }

  @Test
  void aBestThatIsLostIsSaid() throws IOException {
    files.store(state(1, 0, 1), true);
    files.store(state(1, 4, 1), false);
    Files.delete(file(CheckpointFiles.BEST));
    String remark = String.join("\n", files.recover().remarks());
    assertTrue(remark.contains("best epoch so far, 1, are lost"), remark);
  }

  @Test
  void withoutAnyCheckpointTheMessageSaysHowToBeginAnew() {
    String message = assertThrows(CheckpointException.class, files::recover).getMessage();
    assertTrue(message.contains("--config " + file("config.yaml")), message);
  }

  @Test
  void twoDamagedCheckpointsAreBothNamedAndLeftAlone() throws IOException {
    Files.writeString(file(CheckpointFiles.LAST), "torn");
    Files.writeString(file(CheckpointFiles.PREVIOUS), "too");
    String message = assertThrows(CheckpointException.class, files::recover).getMessage();
    assertTrue(message.contains("Of last.safetensors: "), message);
    assertTrue(message.contains("Of previous.safetensors: "), message);
    assertEquals("torn", Files.readString(file(CheckpointFiles.LAST)));
  }

  @Test
  void onAFullDiskBothCheckpointsStay() throws IOException {
    files.store(state(1, 0, 1), true);
    files.store(state(1, 4, 1), false);
    FullDisk disk = new FullDisk(folder);
    CheckpointFiles onDisk = new CheckpointFiles(FaultyFileSystem.over(folder, disk));
    byte[] last = Files.readAllBytes(file(CheckpointFiles.LAST));
    for (int room = 0; room < last.length; room += 50) {
      disk.leave(room);
      assertThrows(WeightException.class, () -> onDisk.store(state(2, 0, 2), true));
      assertArrayEquals(last, Files.readAllBytes(file(CheckpointFiles.LAST)));
      assertEquals(List.of(), files.recover().remarks());
    }
  }

  @Test
  void roomForTheLastButNotForTheBestIsMadeGoodByTheLast() {
    Path noBest =
        FaultyFileSystem.over(
            folder,
            change -> {
              if (change.file().getFileName().toString().startsWith(".best")) {
                throw new IOException("Disk quota exceeded");
              }
            });
    CheckpointFiles onDisk = new CheckpointFiles(noBest);
    assertThrows(WeightException.class, () -> onDisk.store(state(2, 0, 2), true));
    assertFalse(Files.exists(file(CheckpointFiles.BEST)));
    assertEquals(2, files.recover().progress().bestEpoch());
    assertEquals("2", Weights.readChecked(file(CheckpointFiles.BEST)).metadata().get("epoch"));
  }
}
