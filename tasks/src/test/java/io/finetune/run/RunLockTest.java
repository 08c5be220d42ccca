package io.finetune.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.FinetuneException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Within one process; two processes meet in the fault tests. */
class RunLockTest {

  @TempDir Path folder;

  @Test
  void aSecondRunOfThisProcessIsRefusedHoweverTheFolderIsCalled() throws IOException {
    RunDirectory directory = RunDirectory.create(folder, "run");
    Path link = Files.createSymbolicLink(folder.resolve("link"), directory.path());
    try (RunLock held = directory.lock()) {
      assertEquals(directory, held.directory());
      for (RunDirectory same : new RunDirectory[] {directory, new RunDirectory(link)}) {
        String message = assertThrows(FinetuneException.class, same::lock).getMessage();
        assertTrue(message.contains("is in use by this process"), message);
      }
    }
    directory.lock().close();
  }

  @Test
  void theFileSaysWhoHoldsTheFolder() throws IOException {
    RunDirectory directory = RunDirectory.create(folder, "run");
    Path file = directory.file("run.lock");
    Files.writeString(file, "12345678901234567890 of an earlier run\n");
    try (RunLock held = directory.lock()) {
      assertEquals(
          ProcessHandle.current().pid() + "\n",
          Files.readString(held.directory().file("run.lock")));
    }
  }

  @Test
  void whatAKilledProcessLeftUnfinishedIsRemoved() throws IOException {
    RunDirectory directory = RunDirectory.create(folder, "run");
    Path left = directory.file(".last.safetensors-0b6b5a4e-62e2-4d6c-a2b6-2a7a5b1c9f10.tmp");
    Files.writeString(left, "half");
    directory.lock().close();
    assertFalse(Files.exists(left));
  }

  @Test
  void aFolderThatIsGoneIsAnError() throws IOException {
    RunDirectory directory = RunDirectory.create(folder, "run");
    Files.delete(directory.path());
    String message = assertThrows(FinetuneException.class, directory::lock).getMessage();
    assertTrue(message.contains("cannot lock " + directory.file("run.lock")), message);
  }
}
