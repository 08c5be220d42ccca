package io.finetune.card;

import io.finetune.card.ModelCard.Task;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** The YAML at the head of a card, by which the Hugging Face Hub files a model. */
final class FrontMatter {

  static final String LIBRARY = "finetune";

  private FrontMatter() {}

  /** Makes the YAML, without the lines of dashes around it. */
  static String of(RunFacts facts) {
    String task = task(facts.model().task());
    Map<String, Object> top = new LinkedHashMap<>();
    top.put("license", licence(facts));
    top.put("library_name", LIBRARY);
    top.put("pipeline_tag", task);
    facts
        .start()
        .known()
        .map(ModelCards::file)
        .flatMap(CardWeights::hub)
        .ifPresent(id -> top.put("base_model", id));
    top.put("datasets", List.of(dataset(facts)));
    top.put("tags", tags(facts, task));
    if (!facts.results().isEmpty()) {
      top.put("metrics", facts.results().keySet().stream().map(FrontMatter::metric).toList());
      top.put("model-index", List.of(index(facts, task)));
    }
    DumpSettings settings =
        DumpSettings.builder()
            .setDefaultFlowStyle(FlowStyle.BLOCK)
            .setWidth(1000)
            .setMultiLineFlow(false)
            .build();
    return new Dump(settings).dumpToString(top);
  }

  private static Map<String, Object> index(RunFacts facts, String task) {
    List<Map<String, Object>> metrics = new ArrayList<>();
    facts
        .results()
        .forEach(
            (name, value) -> {
              Map<String, Object> metric = new LinkedHashMap<>();
              metric.put("type", metric(name));
              metric.put("name", name);
              metric.put("value", value);
              metrics.add(metric);
            });
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("task", Map.of("type", task));
    result.put("dataset", ordered("name", facts.data().name(), "type", dataset(facts)));
    result.put("metrics", metrics);
    return ordered("name", facts.name(), "results", List.of(result));
  }

  private static Map<String, Object> ordered(String first, Object one, String second, Object two) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(first, one);
    map.put(second, two);
    return map;
  }

  /** The Hub's words for what a model does. */
  static String task(Task task) {
    return switch (task) {
      case CLASSIFICATION -> "image-classification";
      case DETECTION -> "object-detection";
      case SEGMENTATION -> "image-segmentation";
    };
  }

  /**
   * The Hub's identifier of the licence of the weights that training began with. From scratch, or
   * from a file of one's own, only a person knows.
   */
  private static String licence(RunFacts facts) {
    String text = facts.start().known().isPresent() ? facts.model().licence() : "";
    if (text.startsWith("BSD-3-Clause")) {
      return "bsd-3-clause";
    }
    return text.startsWith("Apache-2.0") ? "apache-2.0" : "other";
  }

  /** The Hub takes names of letters, digits, dots, dashes and underscores. */
  private static String dataset(RunFacts facts) {
    String name = facts.data().name();
    String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf(':')) + 1);
    String plain = last.replaceAll("[^\\w.-]+", "-").replaceAll("^[-.]+|[-.]+$", "");
    return plain.isEmpty() ? "private" : plain;
  }

  private static String metric(String name) {
    return name.equals("top1") ? "accuracy" : name;
  }

  private static List<String> tags(RunFacts facts, String task) {
    List<String> tags = new ArrayList<>(List.of(task, facts.model().name(), "djl", "safetensors"));
    if (facts.settings().getOrDefault("optimizer", "").contains("_gc")) {
      tags.add("gradient-centralization");
    }
    return tags;
  }
}
