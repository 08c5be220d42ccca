package io.finetune.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.FinetuneException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {

  @TempDir private Path folder;

  @Test
  void aTakenNameGetsANumber() throws IOException {
    Path runs = folder.resolve("new/runs");
    RunDirectory first = RunDirectory.create(runs, "a-b");
    first.write("config.yaml", List.of("x: 1"));
    RunDirectory second = RunDirectory.create(runs, "a-b");
    assertEquals(runs.resolve("a-b"), first.path());
    assertEquals(runs.resolve("a-b-2"), second.path());
    assertEquals(runs.resolve("a-b-3"), RunDirectory.create(runs, "a-b").path());
    assertEquals("x: 1\n", Files.readString(first.file("config.yaml")));
    assertTrue(Files.notExists(second.file("config.yaml")));
  }

  @Test
  void twoRunsThatStartAtOnceGetAFolderEach() throws InterruptedException, ExecutionException {
    int rounds = 25;
    CyclicBarrier start = new CyclicBarrier(2);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<List<Path>>> results = new ArrayList<>();
      for (int thread = 0; thread < 2; thread++) {
        results.add(
            threads.submit(
                () -> {
                  List<Path> paths = new ArrayList<>();
                  for (int i = 0; i < rounds; i++) {
                    start.await();
                    paths.add(RunDirectory.create(folder, "run").path());
                  }
                  return paths;
                }));
      }
      Set<Path> paths = new HashSet<>();
      for (Future<List<Path>> result : results) {
        paths.addAll(result.get());
      }
      assertEquals(2 * rounds, paths.size());
      assertTrue(paths.stream().allMatch(Files::isDirectory));
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aFolderThatCannotBeMadeNamesTheFlag() throws IOException {
    Path file = Files.writeString(folder.resolve("runs"), "a file");
    var error = assertThrows(FinetuneException.class, () -> RunDirectory.create(file, "a"));
    assertTrue(error.getMessage().contains(file.toString()), error.getMessage());
    assertTrue(error.getMessage().contains("--runs"), error.getMessage());
  }

  @Test
  void onlyTheFolderOfARunIsOpened() {
    var error = assertThrows(FinetuneException.class, () -> RunDirectory.open(folder));
    assertTrue(error.getMessage().contains("has no config.yaml"), error.getMessage());
    RunDirectory made = RunDirectory.create(folder, "a");
    made.write("config.yaml", List.of("x: 1"));
    assertEquals(made, RunDirectory.open(made.path()));
  }
}
