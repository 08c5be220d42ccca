package io.finetune.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFileTest {

  private static final String NAME = "config.yaml";

  @TempDir Path folder;

  @Test
  void foldersAreMadeAndAFormerFileIsReplaced() throws IOException {
    Path file = folder.resolve("a/b").resolve(NAME);
    DurableFile.writeText(file, "old");
    DurableFile.writeText(file, "né");
    assertEquals("né", Files.readString(file));
    assertEquals(Set.of(NAME), names(file.getParent()));
  }

  @Test
  void whatIsNotPublishedIsGone() throws IOException {
    Path file = Files.writeString(folder.resolve(NAME), "old");
    try (DurableFile unfinished = DurableFile.create(file)) {
      unfinished.stream().write(new byte[100_000]);
      assertEquals(2, names(folder).size());
    }
    assertEquals("old", Files.readString(file));
    assertEquals(Set.of(NAME), names(folder));
  }

  @Test
  void anExceptionOfTheContentLeavesTheFormerFile() throws IOException {
    Path file = Files.writeString(folder.resolve(NAME), "old");
    assertThrows(
        IOException.class,
        () ->
            DurableFile.write(
                file,
                whole -> {
                  whole.stream().write(1);
                  throw new IOException("no more");
                }));
    assertEquals("old", Files.readString(file));
    assertEquals(Set.of(NAME), names(folder));
  }

  @Test
  void whereAFolderIsNoFileIsWritten() {
    IOException error =
        assertThrows(IOException.class, () -> DurableFile.writeText(folder, "text"));
    assertTrue(error.getMessage().contains(folder + " is a folder"), error.getMessage());
  }

  @Test
  void aFullDiskLeavesTheFormerFileAndNothingElse() throws IOException {
    Path file = Files.writeString(folder.resolve(NAME), "old");
    FullDisk disk = new FullDisk(folder);
    Path seen = FaultyFileSystem.over(folder, disk).resolve(NAME);
    for (int room = 0; room < 100; room += 20) {
      disk.leave(room);
      assertThrows(IOException.class, () -> DurableFile.writeText(seen, "n".repeat(100)));
      assertEquals("old", Files.readString(file));
      assertEquals(Set.of(NAME), names(folder));
    }
    disk.leave(100);
    DurableFile.writeText(seen, "n".repeat(100));
    assertEquals("n".repeat(100), Files.readString(file));
  }

  @Test
  void afterACrashAnywhereTheNameStandsForTheFormerContentOrTheNewOne() throws IOException {
    int states = 0;
    for (boolean replaces : new boolean[] {false, true}) {
      Path place = Files.createDirectory(folder.resolve(replaces ? "replaced" : "made"));
      if (replaces) {
        Files.writeString(place.resolve(NAME), "old");
      }
      Map<String, byte[]> before = CrashStates.read(place);
      Journal journal = new Journal();
      DurableFile.writeText(FaultyFileSystem.over(place, journal).resolve(NAME), "new content");
      for (int at = 0; at <= journal.size(); at++) {
        for (Map<String, byte[]> state : CrashStates.at(before, journal.changes(), at)) {
          states++;
          String content = text(state.get(NAME));
          boolean former = content.equals(replaces ? "old" : "absent");
          boolean done = at == journal.size();
          assertTrue(content.equals("new content") || (former && !done), at + ": " + content);
        }
      }
    }
    assertTrue(states >= 28, "only " + states + " states");
  }

  @Test
  void withoutForcingTheFileACrashWouldLeaveAnEmptyOne() {
    Path part = folder.resolve("part");
    Journal careless = new Journal();
    careless.before(new Change.Create(part));
    careless.before(new Change.Write(part, 0, ByteBuffer.wrap(new byte[] {1, 2})));
    careless.before(new Change.Rename(part, folder.resolve(NAME)));
    careless.before(new Change.Force(folder));
    assertTrue(
        CrashStates.at(Map.of(), careless.changes(), careless.size()).stream()
            .anyMatch(state -> state.get(NAME).length == 0));
  }

  @Test
  void onlyUnfinishedFilesOfOursAreRemoved() throws IOException {
    String ours = ".last.safetensors-0b6b5a4e-62e2-4d6c-a2b6-2a7a5b1c9f10.tmp";
    Files.writeString(folder.resolve(ours), "half");
    Files.writeString(folder.resolve("notes.tmp"), "mine");
    Files.writeString(folder.resolve(".hidden"), "mine");
    DurableFile.removeUnfinished(folder);
    assertFalse(Files.exists(folder.resolve(ours)));
    assertEquals(Set.of("notes.tmp", ".hidden"), names(folder));
  }

  private static String text(byte[] bytes) {
    return bytes == null ? "absent" : new String(bytes, StandardCharsets.UTF_8);
  }

  private static Set<String> names(Path folder) throws IOException {
    return new TreeSet<>(CrashStates.read(folder).keySet());
  }
}
