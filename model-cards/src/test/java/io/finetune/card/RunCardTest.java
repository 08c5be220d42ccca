package io.finetune.card;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.FinetuneException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class RunCardTest {

  private static final Map<String, Double> RESULTS = new LinkedHashMap<>();

  static {
    RESULTS.put("top1", 0.75);
    RESULTS.put("top5", 0.875);
  }

  @TempDir Path folder;

  @Test
  void frontMatterReadsBackAsHuggingFaceHasIt() throws IOException {
    Map<String, Object> result =
        Map.of(
            "task", Map.of("type", "image-classification"),
            "dataset", Map.of("name", "folder:my birds/2026", "type", "2026"),
            "metrics",
                List.of(
                    Map.of("type", "accuracy", "name", "top1", "value", 0.75),
                    Map.of("type", "top5", "name", "top5", "value", 0.875)));
    assertEquals(
        Map.of(
            "license",
            "bsd-3-clause",
            "library_name",
            "finetune",
            "pipeline_tag",
            "image-classification",
            "base_model",
            "timm/resnet50.tv_in1k",
            "datasets",
            List.of("2026"),
            "tags",
            List.of(
                "image-classification",
                "resnet50",
                "djl",
                "safetensors",
                "gradient-centralization"),
            "metrics",
            List.of("accuracy", "top5"),
            "model-index",
            List.of(Map.of("name", "birds-1", "results", List.of(result)))),
        frontMatter(classifier("imagenet1k_v1", RESULTS)));
  }

  @Test
  void whatIsNotKnownIsNotClaimed() throws IOException {
    Map<?, ?> front = frontMatter(facts("resnet50", Optional.empty(), Map.of()));
    assertEquals("other", front.get("license"));
    assertFalse(front.containsKey("base_model"));
    assertFalse(front.containsKey("metrics"));
    assertFalse(front.containsKey("model-index"));
    String card = RunCard.markdown(facts("resnet50", Optional.empty(), Map.of()), "");
    assertTrue(card.contains("No epoch was evaluated."), card);
  }

  @Test
  void theBodyHoldsEveryFact() {
    String card = RunCard.markdown(classifier("imagenet1k_v1", RESULTS), "");
    for (String fact :
        List.of(
            // Wilson by hand: (0.75 + 0.016006 ± 1.959964 * sqrt(0.0015625 + 0.0000667)) / 1.032012
            "| top1 | 75.00 % | 66.56 to 81.89 % |",
            "On 120 test images",
            "**Unfinished**: stopped after 3 of 5 epochs; the weights are those of epoch 2.",
            "| lr | 0.1 |",
            "| pattern | a\\|b |",
            "| djl | 0.36.0 |",
            "| fingerprint | `sha256:abc` |",
            "finetune predict --checkpoint birds-1 --out found IMAGE...",
            "ClassPredictor.load(Path.of(\"birds-1\"))",
            "model = resnet50(num_classes=2)",
            "- mean: 0.485,0.456,0.406",
            "Training began from: the card's imagenet1k_v1.")) {
      assertTrue(card.contains(fact), fact + " in " + card);
    }
    assertEquals(3, card.lines().filter(line -> line.contains("filled in by a person")).count());
  }

  @Test
  void detectorsHaveNoInterval() {
    String card =
        RunCard.markdown(
            facts("maskrcnn_resnet50_fpn", Optional.empty(), Map.of("AP_box", 0.375)), "");
    assertTrue(card.contains("| AP_box | 37.50 % | n/a |"), card);
    assertTrue(card.contains("MaskRCNN(backbone, num_classes=3)"), card);
    assertTrue(card.contains("ObjectPredictor.load"), card);
  }

  @Test
  void torchvisionIsNamedOnlyWhereItHasTheNetwork() {
    for (String model : List.of("resnet20_cifar", "resnext101_32x4d", "resnet50")) {
      String card = RunCard.markdown(facts(model, Optional.empty(), RESULTS), "");
      assertEquals(model.equals("resnet50"), card.contains("```python"), card);
    }
  }

  @Test
  void wilsonsIntervalIsThatOfTheTables() {
    // R: prop.test(81, 263, correct = FALSE) gives 0.2553 to 0.3662.
    Interval interval = Interval.of(81.0 / 263, 263);
    assertEquals(0.2553, interval.low(), 5e-5);
    assertEquals(0.3662, interval.high(), 5e-5);
    assertEquals(1, Interval.of(1, 10).high(), 1e-12);
    assertEquals(0.7225, Interval.of(1, 10).low(), 5e-5);
  }

  @Test
  void whatPeopleWroteStaysWhenTheCardIsMadeAgain() throws IOException {
    Path file = RunCard.write(folder, classifier("imagenet1k_v1", RESULTS));
    String question =
        Files.readString(file)
            .lines()
            .filter(line -> line.contains("what the model is for"))
            .findFirst()
            .orElseThrow();
    String written = "For birdwatchers.\n\nNot for drones.";
    Files.writeString(file, Files.readString(file).replace(question, written));
    RunCard.write(folder, classifier("imagenet1k_v1", Map.of("top1", 0.5)));
    String again = Files.readString(file);
    assertTrue(again.contains("## Intended use\n\n" + written + "\n\n## Limits"), again);
    assertTrue(again.contains("| top1 | 50.00 % |"), again);
    assertFalse(again.contains("75.00 %"), again);
  }

  @Test
  void aReadmeOfSomebodyElseIsLeftAlone() throws IOException {
    Files.writeString(folder.resolve("README.md"), "# My notes\n");
    RunFacts facts = classifier("imagenet1k_v1", RESULTS);
    FinetuneException error =
        assertThrows(FinetuneException.class, () -> RunCard.write(folder, facts));
    assertTrue(error.getMessage().contains("was not written by finetune"), error.getMessage());
    assertEquals("# My notes\n", Files.readString(folder.resolve("README.md")));
  }

  @Test
  void aMissingFolderIsNamed() {
    Path missing = folder.resolve("missing");
    RunFacts facts = classifier("imagenet1k_v1", RESULTS);
    FinetuneException error =
        assertThrows(FinetuneException.class, () -> RunCard.write(missing, facts));
    assertTrue(error.getMessage().contains(missing.toString()), error.getMessage());
  }

  private static Map<?, ?> frontMatter(RunFacts facts) {
    String[] parts = RunCard.markdown(facts, "").split("(?m)^---\n", 3);
    assertEquals("", parts[0]);
    return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(parts[1]);
  }

  private static RunFacts classifier(String weights, Map<String, Double> results) {
    return facts("resnet50", Optional.of(ModelCards.get("resnet50").weights(weights)), results);
  }

  private static RunFacts facts(
      String model, Optional<CardWeights> known, Map<String, Double> results) {
    return new RunFacts(
        "birds-1",
        ModelCards.get(model),
        new RunFacts.Start(known.map(each -> "the card's " + each.name()).orElse("nothing"), known),
        new RunFacts.Data(
            "folder:my birds/2026",
            List.of("robin", "wren"),
            OptionalLong.of(480),
            OptionalLong.of(120),
            Optional.of("sha256:abc")),
        new RunFacts.Training(3, 5, 2),
        Map.of("mean", "0.485,0.456,0.406"),
        Map.of("lr", "0.1", "pattern", "a|b", "optimizer", "sgd_gc"),
        Map.of("djl", "0.36.0"),
        results);
  }
}
