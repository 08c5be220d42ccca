package io.finetune.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.run.Finetune;
import io.finetune.run.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code export} with the checkpoint of a tiny training. */
class ExportCommandTest {

  @TempDir static Path shared;
  private static Path run;

  @TempDir Path folder;

  @BeforeAll
  static void train() {
    run =
        Finetune.model("resnet20_cifar")
            .dataset("cifar100_fine")
            .set(Settings.RUNS, shared.toString())
            .set(Settings.WEIGHTS, "none")
            .set(Settings.EPOCHS, 1)
            .set(Settings.BATCH_SIZE, 100)
            .set(Settings.NORM_EPS, 0.01) // not the default: export has to know it
            .set(Settings.IMAGE_SIZE, 16)
            .set(Settings.RESIZE, 16)
            .set(Settings.PADDING, 2)
            .set(Settings.PRECISION, "fp32")
            .set(Settings.THREADS, 1)
            .set(Settings.WORKERS, 1)
            .run()
            .directory();
  }

  @Test
  void aRunIsExportedCheckedAndReported() throws IOException {
    Path out = folder.resolve("model.onnx");
    Console console =
        Console.run(
            "export",
            "--checkpoint",
            "" + run,
            "--format",
            "onnx",
            "--input",
            "pixels",
            "--out",
            "" + out);
    assertEquals(0, console.code(), console.err());
    assertTrue(console.out().contains("model: resnet20_cifar of " + run), console.out());
    assertTrue(
        Pattern.compile(
                "checked: run by OpenCV's DNN module, .* differ by at most \\d\\.\\de-0[5-8] ")
            .matcher(console.out())
            .find(),
        console.out());
    assertTrue(console.out().contains("written: " + out + ", 1.0 MB"), console.out());
    assertTrue(Files.size(out) > 1_000_000);
  }

  @Test
  void whatWasExportedIsACheckpointAgain() {
    Path pth = folder.resolve("weights.pth");
    Path again = folder.resolve("again.safetensors");
    for (Path[] step : new Path[][] {{run, pth}, {pth, again}}) {
      String format = step[1].toString().endsWith(".pth") ? "pth" : "safetensors";
      Console console =
          Console.run(
              "export", "--checkpoint", "" + step[0], "--format", format, "--out", "" + step[1]);
      assertEquals(0, console.code(), console.err());
      assertTrue(console.out().contains("at most 0.0"), console.out());
    }
  }

  @Test
  void nothingIsOverwritten() throws IOException {
    Path out = Files.writeString(folder.resolve("mine.pt"), "kept");
    Console console =
        Console.run(
            "export", "--checkpoint", "" + run, "--format", "torchscript", "--out", "" + out);
    assertEquals(Main.FAILURE, console.code());
    assertTrue(console.err().contains(out + " is there already"), console.err());
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(1, files.count(), "no draft is left");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "export --format onnx --out a | --checkpoint",
        "export --checkpoint a --out b | --format",
        "export --checkpoint a --format onnx | --out",
        "export --checkpoint a --format onx --out b | did you mean 'onnx'?",
        "export --checkpoint a --format onnx --out b --input bytes | normalized or pixels"
      })
  void wrongUsageIsTold(String line, String expected) {
    Console console = Console.run(line.split(" ", -1));
    assertEquals(Main.USAGE, console.code(), console.err());
    assertTrue(console.err().contains(expected), console.err());
  }

  @Test
  void aCheckpointThatIsNotThereIsTold() {
    Path out = folder.resolve("new").resolve("model.pt");
    Console console =
        Console.run(
            "export",
            "--checkpoint",
            "" + folder.resolve("a"),
            "--format",
            "djl",
            "--out",
            "" + out);
    assertEquals(Main.FAILURE, console.code());
    assertTrue(console.err().contains("does not exist"), console.err());
    assertFalse(Files.exists(out.getParent()), "a failed start leaves nothing behind");
  }

  @Test
  void helpShowsAnExampleAndTheFormats() {
    Console console = Console.run("export", "--help");
    assertEquals(0, console.code());
    assertTrue(console.out().contains("Example: finetune export --checkpoint"), console.out());
    assertTrue(console.out().contains("onnx, torchscript, djl"), console.out());
  }
}
