package io.finetune.card;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.FinetuneException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class RunCardTest {

  @TempDir Path folder;

  @Test
  void frontMatterReadsBackAsHuggingFaceHasIt() throws IOException {
    String card = Files.readString(RunCard.write(folder, facts(Map.of("top1", 0.75))));
    String[] parts = card.split("(?m)^---\n", 3);
    assertEquals("", parts[0]);
    Object front = new Load(LoadSettings.builder().build()).loadFromString(parts[1]);
    Map<String, Object> result =
        Map.of(
            "task", Map.of("type", "image-classification"),
            "dataset", Map.of("name", "folder: birds", "type", "folder: birds"),
            "metrics", List.of(Map.of("type", "top1", "value", 0.75)));
    assertEquals(
        Map.of(
            "license", "bsd-3-clause",
            "library_name", "finetune",
            "pipeline_tag", "image-classification",
            "base_model", "resnet50",
            "datasets", List.of("folder: birds"),
            "metrics", List.of("top1"),
            "model-index", List.of(Map.of("name", "birds-1", "results", List.of(result)))),
        front);
  }

  @Test
  void theBodyHoldsEveryFact() {
    String card = RunCard.markdown(facts(Map.of("top1", 0.75)));
    for (String fact :
        List.of(
            "| top1 | 75.00 % |",
            "| learning_rate | 0.1 |",
            "| pattern | a\\|b |",
            "| engine | 0.36.0 |",
            "| hardware | 2 cores |",
            "| seed | 42 |",
            "120 images to train on, 30 to validate. Fingerprint: `abc123`.",
            "```sh\nfinetune --model resnet50\n```",
            "from these weights: imagenet1k_v1.")) {
      assertTrue(card.contains(fact), fact + " in " + card);
    }
    assertEquals(2, card.lines().filter(line -> line.contains("filled in by a person")).count());
  }

  @Test
  void aRunWithoutResultsHasNoCard() {
    assertThrows(FinetuneException.class, () -> facts(Map.of()));
  }

  @Test
  void aMissingFolderIsNamed() {
    Path missing = folder.resolve("missing");
    RunFacts facts = facts(Map.of("top1", 0.75));
    FinetuneException error =
        assertThrows(FinetuneException.class, () -> RunCard.write(missing, facts));
    assertTrue(error.getMessage().contains(missing.toString()), error.getMessage());
  }

  private static RunFacts facts(Map<String, Double> results) {
    return new RunFacts(
        "birds-1",
        "image-classification",
        "resnet50",
        "imagenet1k_v1",
        "bsd-3-clause",
        "folder: birds",
        120,
        30,
        3,
        "abc123",
        "finetune --model resnet50",
        Map.of("learning_rate", "0.1", "pattern", "a|b"),
        Map.of("engine", "0.36.0"),
        42,
        "2 cores",
        results);
  }
}
