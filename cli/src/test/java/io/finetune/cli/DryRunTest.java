package io.finetune.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DryRunTest {

  @TempDir Path folder;

  private Console dryRun(String... more) {
    List<String> line = new ArrayList<>(List.of("--runs", "" + folder.resolve("runs")));
    line.addAll(List.of("--threads", "1", "--dry-run", "" + folder.resolve("two.png")));
    line.addAll(List.of(more));
    return Console.run(line.toArray(String[]::new));
  }

  private void assertOnlyThePictureIsWritten() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(folder.resolve("two.png")), files.toList());
    }
    BufferedImage sheet = ImageIO.read(folder.resolve("two.png").toFile());
    assertTrue(sheet.getWidth() > 500 && sheet.getHeight() > 500, "two batches");
  }

  @Test
  void aClassifierIsShownAndNothingIsTrained() throws IOException {
    Console console =
        dryRun("--model", "resnet20_cifar", "--dataset", "cifar100_fine", "--batch-size", "16");
    assertEquals(0, console.code(), console.err());
    assertTrue(console.out().contains("recipe: cifar_fine_tune"), console.out());
    assertTrue(console.out().contains("  batch-size 16"), console.out());
    assertTrue(console.out().contains("weights: "), console.out());
    assertTrue(console.out().matches("(?s).*layer3 .*\\(16, 64, 8, 8\\).*"), console.out());
    assertTrue(console.out().contains("memory: about "), console.out());
    assertTrue(console.out().endsWith("nothing was trained\n"), console.out());
    assertOnlyThePictureIsWritten();
  }

  @Test
  void aDetectorIsShownWithItsObjects() throws IOException {
    Console console =
        dryRun(
            "--model",
            "maskrcnn_resnet18_fpn",
            "--dataset",
            "shapes:images=8,test=2,size=96",
            "--batch-size",
            "4",
            "--min-size",
            "96",
            "--max-size",
            "96");
    assertEquals(0, console.code(), console.err());
    assertTrue(console.out().contains("roi_heads.mask_predictor"), console.out());
    assertOnlyThePictureIsWritten();
  }

  @Test
  void theSettingsOfAnOlderRunAreTaken() throws IOException {
    // The config.yaml of a run from before norm-eps, detectors and steps of warm-up.
    Path config = folder.resolve("older.yaml");
    Files.writeString(
        config,
        """
        model: resnet20_cifar
        dataset: cifar100_fine
        optimizer: adam
        download: false
        epochs: 2
        batch-size: 24
        accumulate: 1
        seed: 1
        runs: elsewhere
        weights: none
        freeze: none
        norm: batch
        weight-standardization: false
        label-smoothing: 0
        lr: 0.001
        weight-decay: 0.0005
        decay-vectors: true
        beta1: 0.9
        beta2: 0.999
        eps: 1.0E-8
        head-lr: 1
        schedule: cosine
        warmup-epochs: 0
        image-size: 32
        resize: 0
        train-crop: padded
        padding: 4
        flip: 0.5
        normalization: cifar100
        workers: 1
        device: auto
        precision: auto
        threads: 1
        """);
    Console console = dryRun("--config", "" + config, "--flip", "0");
    assertEquals(0, console.code(), console.err());
    assertTrue(console.out().contains("  batch-size 24"), console.out());
    assertTrue(console.out().contains("  flip 0 "), "the flag wins: " + console.out());
    assertTrue(console.out().contains("  norm-eps 0.00001"), "what is new: " + console.out());
  }

  @Test
  void aMistakeLeavesNothingBehind() throws IOException {
    assertEquals(
        Main.FAILURE,
        dryRun("--model", "resnet20_cifar", "--dataset", "folder:" + folder.resolve("no")).code());
    Console console = dryRun("--resume", "" + folder);
    assertEquals(Main.USAGE, console.code());
    assertTrue(console.err().contains("leave --resume out"), console.err());
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(0, files.count());
    }
    assertFalse(Files.exists(Path.of("dry-run.png")));
  }
}
