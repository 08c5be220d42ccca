package io.finetune.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {

  @TempDir Path folder;

  @Test
  void aRunsPageIsMadeAnew() throws IOException {
    Path run = run("sgd");
    Console console = Console.run("report", run.toString());
    assertEquals(0, console.code(), console.err());
    assertEquals("report: " + run.resolve("report.html"), console.out().strip());
    assertTrue(Files.readString(run.resolve("report.html")).contains("40.00\u202F%"));
  }

  @Test
  void runsAreCompared() throws IOException {
    Path out = folder.resolve("out");
    Console console =
        Console.run(
            "compare", run("sgd").toString(), run("sgd_gc").toString(), "--out", out.toString());
    assertEquals(0, console.code(), console.err());
    assertEquals("comparison: " + out.resolve("compare.html"), console.out().strip());
    assertTrue(Files.readString(out.resolve("compare.html")).contains("sgd_gc"));
  }

  @Test
  void whatIsNoRunIsNamed() {
    Console console = Console.run("report", folder.toString());
    assertEquals(Main.FAILURE, console.code());
    assertTrue(console.err().contains(folder + " is not the folder of a run"), console.err());
  }

  @Test
  void aComparisonNeedsTwoRunsAndAPlace() throws IOException {
    assertEquals(Main.USAGE, Console.run("compare", run("sgd").toString(), "--out", "x").code());
    assertEquals(Main.USAGE, Console.run("compare", "a", "b").code());
  }

  private Path run(String optimizer) throws IOException {
    Path run = Files.createDirectories(folder.resolve(optimizer));
    Files.writeString(
        run.resolve("config.yaml"),
        "model: net\ndataset: data\nseed: '1'\nepochs: '1'\noptimizer: " + optimizer + "\n");
    Files.writeString(
        run.resolve("metrics.csv"),
        """
        epoch,step,learning_rate,images_per_second,data_wait,seconds,best,train_loss,val_top1
        1,10,0.1,50.0,0.0,2.0,true,1.5,0.4
        """);
    return run;
  }
}
