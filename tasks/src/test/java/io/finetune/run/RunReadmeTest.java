package io.finetune.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.FinetuneException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunReadmeTest {

  @TempDir Path run;

  @BeforeEach
  void aRunOfThreeEpochs() throws IOException {
    write(
        "config.yaml",
        "model: resnet18",
        "dataset: folder:/home/me/birds",
        "data-dir: /home/me",
        "runs: /home/me/runs",
        "optimizer: sgd_gc",
        "epochs: '5'",
        "weights: default",
        "norm: batch");
    write("environment.yaml", "libtorch: 2.7.1", "processors: '2'");
    write("classes.txt", "robin", "wren");
    write(
        "data_summary.yaml", "train_images: '80'", "test_images: '20'", "fingerprint: sha256:abc");
    write(
        "metrics.csv",
        "epoch,step,best,train_loss,val_top1,val_top2",
        "1,10,true,1.5,0.5,1.0",
        "2,20,true,1.25,0.75,1.0",
        "3,30,false,1.0,0.7,1.0");
  }

  @Test
  void theBestEpochIsReported() throws IOException {
    String card = card();
    assertHas(card, "| top1 | 75.00 % | 53.13 to 88.81 % |");
    assertHas(
        card, "**Unfinished**: stopped after 3 of 5 epochs; the weights are those of epoch 2.");
    assertHas(card, "base_model: timm/resnet18.tv_in1k");
    assertHas(card, "Training began from: `imagenet1k_v1`, trained on ImageNet-1k (`https://");
    assertHas(card, "SHA-256 f37072fd)");
    assertHas(card, "| training images | 80 |");
    assertHas(card, "| fingerprint | `sha256:abc` |");
    assertHas(card, "| libtorch | 2.7.1 |");
    assertHas(card, "(2 classes)");
    assertHas(card, "| dataset | folder:birds |");
    assertFalse(card.contains("/home/me"), card);
    assertFalse(card.contains("not recorded"), card);
  }

  @Test
  void whatAnOldRunDidNotRecordIsNotMadeUp() throws IOException {
    for (String file : List.of("data_summary.yaml", "environment.yaml", "metrics.csv")) {
      Files.delete(run.resolve(file));
    }
    String card = card();
    assertHas(card, "| test images | not recorded |");
    assertHas(card, "No epoch was evaluated.");
    assertFalse(card.contains("model-index"), card);
  }

  @Test
  void weightsOfOnesOwnHaveNoKnownLicence() throws IOException {
    write(
        "config.yaml",
        "model: resnet18",
        "dataset: cub200",
        "epochs: '3'",
        "weights: /home/me/my.pth");
    String card = card();
    assertHas(card, "license: other");
    assertHas(card, "Training began from: `my.pth`.");
    assertFalse(card.contains("base_model"), card);
  }

  @Test
  void aFolderWithoutARunIsNamed() throws IOException {
    Files.delete(run.resolve("config.yaml"));
    String message = assertThrows(FinetuneException.class, () -> RunReadme.write(run)).getMessage();
    assertTrue(message.contains(run + " is not the folder of a run"), message);
  }

  private String card() throws IOException {
    Path file = RunReadme.write(run);
    assertEquals(run.resolve("README.md"), file);
    return Files.readString(file);
  }

  private static void assertHas(String card, String part) {
    assertTrue(card.contains(part), part + " in " + card);
  }

  private void write(String file, String... lines) throws IOException {
    Files.write(run.resolve(file), List.of(lines));
  }
}
