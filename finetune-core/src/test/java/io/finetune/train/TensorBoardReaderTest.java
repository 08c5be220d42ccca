package io.finetune.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.finetune.optim.Distribution;
import io.finetune.optim.GradientNorms.Norms;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What TensorBoard's own reader finds in our files. Needs a Python that has the package
 * tensorboard: python3, or the one named by {@code -Dfinetune.tensorboard.python}.
 */
class TensorBoardReaderTest {

  private static final String PYTHON = System.getProperty("finetune.tensorboard.python", "python3");

  @TempDir Path folder;

  @BeforeEach
  void requireTensorBoard() throws IOException, InterruptedException {
    boolean there;
    try {
      there = run(folder.resolve("probe.txt"), PYTHON, "-c", "import tensorboard") == 0;
    } catch (IOException e) {
      there = false; // no such program
    }
    assumeTrue(
        there,
        PYTHON
            + " has no package tensorboard: what TensorBoard reads is not checked. Name a Python"
            + " that has it by -Dfinetune.tensorboard.python");
  }

  @Test
  void everyKindOfEventReadsBack() throws IOException, InterruptedException {
    Path run = folder.resolve("run");
    writeAll(run);
    Path script = folder.resolve("read_events.py");
    try (InputStream in = getClass().getResourceAsStream("read_events.py")) {
      Files.copy(in, script);
    }
    Path output = folder.resolve("output.txt");
    int exit = run(output, PYTHON, script.toString(), run.toString());
    String text = Files.readString(output);
    assertEquals(0, exit, text);
    assertEquals(
        List.of(
            "scalar epoch/loss [(20, 0.5)]",
            "scalar gradient_max/conv1_after [(10, 0.25)]",
            "scalar gradient_max/conv1_before [(10, 0.5)]",
            "scalar gradient_norm/conv1_after [(10, 1.5)]",
            "scalar gradient_norm/conv1_before [(10, 2.0)]",
            "scalar validation/top1 [(20, 0.75)]",
            "image samples 0 3 5 PNG",
            "histogram weight/fc 20 -1.0 3.0 5.0 5.0",
            "hparam lr 0.1",
            "hparam model resnet50",
            "hparam nesterov False",
            "ended 1",
            "curve all 20 101 (6, 101) [1.0, 0.0, 1.0, 0.0, 1.0, 1.0]"),
        text.lines()
            .filter(line -> line.matches("(scalar|image|histogram|hparam|ended|curve) .*"))
            .sorted((a, b) -> Integer.compare(rank(a), rank(b)))
            .toList());
  }

  private static int rank(String line) {
    return List.of("scalar", "image", "histogram", "hparam", "ended", "curve")
        .indexOf(line.substring(0, line.indexOf(' ')));
  }

  private static void writeAll(Path run) {
    try (TensorBoardListener events = new TensorBoardListener(run, 0, Reports::fail)) {
      events.hyperparameters(Map.of("model", "resnet50", "lr", 0.1, "nesterov", false));
      events.image("samples", 0, new BufferedImage(5, 3, BufferedImage.TYPE_INT_RGB));
      events.onGradients(new GradientReport(10, List.of(new Norms("conv1", 2, 1.5, 0.5, 0.25))));
      events.histograms(
          20, Map.of("weight/fc", new Distribution(-1, 3, 4.5, 12.25, List.of(2L, 3L))));
      events.onEpoch(Reports.epoch(1, 20, Map.of("loss", 0.5), Map.of("top1", 0.75)));
      ThresholdCounts counts = new ThresholdCounts();
      counts.add(0.9f, true);
      counts.add(0.1f, false);
      events.curve("all", 20, counts);
      events.ended();
    }
  }

  private static int run(Path output, String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start()
        .waitFor();
  }
}
