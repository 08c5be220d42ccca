package io.finetune.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.CheckpointException;
import io.finetune.FinetuneException;
import io.finetune.run.Choices.Origin;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelFactsTest {

  private static final Choices SETTINGS =
      Choices.NONE
          .with(Settings.NORM, "group", Origin.USER)
          .with(Settings.WEIGHT_STANDARDIZATION, true, Origin.RECIPE)
          .with(Settings.EPOCHS, 3, Origin.USER)
          .only(Settings.OF_TRAINED);

  private static final ModelFacts FACTS =
      new ModelFacts(
          "maskrcnn_resnet18_fpn",
          "coco:photos",
          List.of("traffic light", "Straße"),
          sizes(),
          SETTINGS);

  private static Map<String, String> sizes() {
    Map<String, String> sizes = new LinkedHashMap<>();
    sizes.put("min_size", "800");
    sizes.put("max_size", "1333");
    return sizes;
  }

  @Test
  void theyComeBackFromMetadata() {
    ModelFacts read = ModelFacts.of(FACTS.toMetadata());
    assertEquals(FACTS.model(), read.model());
    assertEquals(FACTS.dataset(), read.dataset());
    assertEquals(FACTS.classes(), read.classes());
    assertEquals(FACTS.preprocessing(), read.preprocessing());
    assertEquals(SETTINGS.toMap(), read.settings().toMap());
    assertEquals(1333, read.preprocessing("max_size"));
  }

  @Test
  void theMetadataAreThese() {
    assertEquals(
        List.of(
            "format=pt",
            "model=maskrcnn_resnet18_fpn",
            "dataset=coco:photos",
            "classes=traffic light\nStraße",
            "preprocessing.min_size=800",
            "preprocessing.max_size=1333",
            "setting.norm=group",
            "setting.weight-standardization=true"),
        FACTS.toMetadata().entrySet().stream().map(Map.Entry::toString).toList());
  }

  @Test
  void olderMetadataHaveNoSettings() {
    Map<String, String> old = new LinkedHashMap<>(FACTS.toMetadata());
    old.keySet().removeIf(name -> name.startsWith("setting."));
    assertEquals(Map.of(), ModelFacts.of(old).settings().toMap());
  }

  @Test
  void whatIsMissingOrStrangeIsNamed() {
    for (String name : List.of("model", "dataset", "classes")) {
      Map<String, String> lacking = new LinkedHashMap<>(FACTS.toMetadata());
      lacking.remove(name);
      String message =
          assertThrows(CheckpointException.class, () -> ModelFacts.of(lacking)).getMessage();
      assertTrue(message.contains("'" + name + "'"), message);
    }
    Map<String, String> strange = new LinkedHashMap<>(FACTS.toMetadata());
    strange.put("setting.norm", "layer");
    assertThrows(FinetuneException.class, () -> ModelFacts.of(strange));
    String message =
        assertThrows(CheckpointException.class, () -> FACTS.preprocessing("crop")).getMessage();
    assertTrue(message.contains("'preprocessing.crop'"), message);
  }
}
