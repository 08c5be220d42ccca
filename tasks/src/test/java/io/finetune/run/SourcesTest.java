package io.finetune.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.FinetuneException;
import io.finetune.run.Choices.Origin;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourcesTest {

  @TempDir Path folder;

  private static Choices run(String dataset) {
    return Recipes.complete(
        Choices.NONE
            .with(Settings.MODEL_NAME, "resnet50", Origin.USER)
            .with(Settings.DATASET, Settings.DATASET.parse(dataset), Origin.USER));
  }

  @Test
  void aClassifierIsNotTrainedOnObjects() {
    Choices run = run("coco:" + folder);
    assertEquals("coco:" + folder, run.get(Settings.DATASET));
    String message = assertThrows(FinetuneException.class, () -> Sources.images(run)).getMessage();
    assertTrue(message.contains("coco:" + folder + " has labelled objects"), message);
    assertTrue(message.contains("a classification model learns from one of: "), message);
  }

  @Test
  void aMistypedDatasetIsRefusedBeforeAnythingIsOpened() {
    String message = assertThrows(FinetuneException.class, () -> run("fodler:x")).getMessage();
    assertTrue(message.contains("did you mean 'folder'?"), message);
    assertThrows(FinetuneException.class, () -> run("cifar100:x"));
    assertThrows(FinetuneException.class, () -> run("coco:"));
  }
}
