package io.finetune.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {

  @TempDir Path folder;

  private final List<String> warnings = new ArrayList<>();
  private FullDisk disk;
  private Path file;
  private LogFile log;

  @BeforeEach
  void open() {
    disk = new FullDisk(folder);
    file = folder.resolve("run.log");
    log = new LogFile(FaultyFileSystem.over(folder, disk).resolve("run.log"), warnings::add);
  }

  private void line(String text) {
    log.write((text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aLineIsInTheFileAtOnceAndAfterWhatWasThere() throws IOException {
    Files.writeString(file, "before\n");
    line("one");
    assertEquals("before\none\n", Files.readString(file));
    line("two");
    assertEquals("before\none\ntwo\n", Files.readString(file));
    log.close();
    assertEquals(List.of(), warnings);
  }

  @Test
  void whatAFullDiskRefusesIsWrittenLaterInOrderAndToldOnce() throws IOException {
    line("one");
    disk.leave(3); // the half of the next line
    line("two-two");
    line("three");
    assertEquals(1, warnings.size(), warnings.toString());
    assertTrue(warnings.get(0).contains("cannot write " + file), warnings.toString());
    assertTrue(warnings.get(0).contains("No space left"), warnings.toString());
    assertTrue(Files.readString(file).startsWith("one\n"));
    disk.empty();
    line("four");
    assertEquals("one\ntwo-two\nthree\nfour\n", Files.readString(file));
    assertEquals(List.of(file + " is written again"), warnings.subList(1, 2));
  }

  @Test
  void aFileThatCannotBeMadeIsMadeLater() throws IOException {
    disk.makeReadOnly();
    line("one");
    disk.empty();
    log.close();
    assertEquals("one\n", Files.readString(file));
    assertEquals(2, warnings.size(), warnings.toString());
  }

  @Test
  void whatWaitsIsBoundedAndTheOldestGoesFirst() throws IOException {
    disk.leave(5);
    String tenth = "x".repeat((1 << 20) / 10 - 2);
    for (int i = 0; i < 12; i++) {
      line((char) ('a' + i) + tenth);
    }
    disk.empty();
    line("end");
    List<String> lines = Files.readAllLines(file);
    assertEquals(11, lines.size());
    assertEquals("c" + tenth, lines.get(0));
    assertEquals("end", lines.get(10));
    assertTrue(warnings.get(1).endsWith("; 2 records are missing in it"), warnings.toString());
  }

  @Test
  void whatIsNeverWrittenIsTold() {
    disk.makeReadOnly();
    line("one");
    line("two");
    log.close();
    assertEquals("2 records are missing at the end of " + file, warnings.get(1));
  }

  @Test
  void aLineThatACrashCutOffIsCut() throws IOException {
    for (String whole : new String[] {"", "one\n", "one\n\ntwo\n"}) {
      Files.writeString(file, whole + "thr");
      LogFile next = new LogFile(file, warnings::add);
      next.startAfterLastLine();
      next.write("go\n".getBytes(StandardCharsets.UTF_8));
      next.close();
      assertEquals(whole + "go\n", Files.readString(file));
    }
  }
}
