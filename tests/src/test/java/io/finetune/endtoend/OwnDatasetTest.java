package io.finetune.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.data.Dataset;
import io.finetune.data.DatasetOptions;
import io.finetune.data.Datasets;
import io.finetune.data.Sample;
import io.finetune.data.Split;
import io.finetune.run.Finetune;
import io.finetune.run.RunResult;
import io.finetune.run.Settings;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dataset of the caller's own goes through the same run as one of the table. */
class OwnDatasetTest {

  @TempDir Path folder;

  /** Trees against flowers: the shipped images under labels of the caller's. */
  private record TreesAndFlowers(Dataset<Integer> images) implements Dataset<Integer> {

    @Override
    public int size() {
      return 64;
    }

    @Override
    public Sample<Integer> get(int index) {
      Sample<Integer> sample = images.get(index);
      String name = images.classes().get(sample.target());
      return new Sample<>(sample.id(), sample.image(), name.endsWith("_tree") ? 0 : 1);
    }

    @Override
    public List<String> classes() {
      return List.of("tree", "flower");
    }

    @Override
    public String name() {
      return "trees_and_flowers";
    }

    @Override
    public String description() {
      return "a test's own labels";
    }
  }

  @Test
  void itsClassesMakeTheHead() {
    Split<Integer> shipped = Datasets.open("cifar100_fine", DatasetOptions.shipped());
    Split<Integer> own =
        new Split<>(new TreesAndFlowers(shipped.train()), new TreesAndFlowers(shipped.test()));
    RunResult result =
        Finetune.model("resnet20_cifar")
            .dataset(own)
            .set(Settings.WEIGHTS, "none")
            .set(Settings.EPOCHS, 1)
            .set(Settings.IMAGE_SIZE, 32)
            .set(Settings.RESIZE, 32)
            .set(Settings.RUNS, folder.toString())
            .run();
    assertTrue(result.directory().getFileName().toString().contains("trees_and_flowers"));
    assertEquals(List.of("top1", "top2"), List.copyOf(result.metrics().keySet()));
    assertEquals(1.0, result.metrics().get("top2"), "two classes, so the second guess is right");
  }
}
