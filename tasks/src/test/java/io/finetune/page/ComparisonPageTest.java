package io.finetune.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.FinetuneException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonPageTest {

  @TempDir Path folder;

  @Test
  void seedsAreOneGroupAndGroupsAreCompared() throws IOException {
    List<Path> runs =
        List.of(
            run("sgd", 1, 0.70),
            run("sgd", 2, 0.72),
            run("sgd_gc", 1, 0.74),
            run("sgd_gc", 2, 0.76));
    List<RunGroup> groups = RunGroup.of(runs.stream().map(RunFiles::read).toList());
    assertEquals(List.of("sgd", "sgd_gc"), groups.stream().map(RunGroup::name).toList());
    String page = page(runs);
    assertTrue(page.contains("71.00 \u00B1 1.41\u202F%"), "mean and deviation of the best epochs");
    // As in SpreadTest: 4 points, 4.30265 * sqrt(0.0002) = 6.08.
    assertTrue(page.contains("+4.00<small> [\u22122.08, +10.08]</small>"), "the difference");
    assertTrue(page.contains("<h2>Settings that differ</h2>"));
    assertTrue(
        Files.readAllLines(folder.resolve("out/report/results.csv")).stream()
            .anyMatch(line -> line.startsWith("\"top-1 accuracy, best epoch\",sgd_gc,2,0.75,")));
    assertTrue(Files.exists(folder.resolve("out/report/loss.png")));
    assertFalse(page.contains("<script"));
  }

  @Test
  void singleSeedsHaveADifferenceButNoInterval() throws IOException {
    String page = page(List.of(run("sgd", 1, 0.70), run("sgd_gc", 1, 0.74)));
    assertTrue(page.contains("<td>+4.00</td>"));
    assertTrue(page.contains("an interval needs two seeds or more on both sides"));
  }

  @Test
  void aBandIsOneDeviationOfTheSeeds() {
    Line a = Line.of("", 0, new double[] {1, 2}, new double[] {3, 5});
    Line b = Line.of("", 0, new double[] {1, 2, 3}, new double[] {5, 5, 9});
    assertEquals(
        List.of(
            new Line.Point(1, 4, Math.sqrt(2)), new Line.Point(2, 5, 0), new Line.Point(3, 9, 0)),
        Line.mean("both", 0, List.of(a, b)).points());
  }

  @Test
  void runsOfOtherClassesAreComparedByTheirMetricsOnly() throws IOException {
    Path other = folder.resolve("other");
    MadeRun.labels(other, List.of("x", "y"), "optimizer: adam\n", 1, 0.5);
    String page = page(List.of(run("sgd", 1, 0.7), other));
    assertTrue(page.contains("Not compared: a run was not evaluated"));
  }

  @Test
  void aRunMayNotBeGivenTwiceOrAlone() throws IOException {
    Path run = run("sgd", 1, 0.7);
    Path out = folder.resolve("out");
    assertTrue(
        assertThrows(FinetuneException.class, () -> ComparisonPage.write(List.of(run, run), out))
            .getMessage()
            .contains("is given twice"));
    assertThrows(FinetuneException.class, () -> ComparisonPage.write(List.of(run), out));
  }

  private Path run(String optimizer, long seed, double skill) throws IOException {
    Path run = folder.resolve(optimizer + "-" + seed);
    String settings = String.format(Locale.ROOT, "optimizer: %s%nruns: runs-%d%n", optimizer, seed);
    return MadeRun.labels(run, MadeRun.FEW, settings, seed, skill);
  }

  private String page(List<Path> runs) throws IOException {
    return Files.readString(ComparisonPage.write(runs, folder.resolve("out")));
  }
}
