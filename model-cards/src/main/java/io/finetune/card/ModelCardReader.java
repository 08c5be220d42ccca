package io.finetune.card;

import io.finetune.FinetuneException;
import io.finetune.card.ModelCard.Architecture;
import io.finetune.card.ModelCard.Sizing;
import io.finetune.card.ModelCard.Task;
import io.finetune.card.PublishedResult.Score;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads a card from YAML (1.2, core schema: plain data, nothing is constructed). */
final class ModelCardReader {

  private ModelCardReader() {}

  /**
   * Reads a card.
   *
   * @param file the name of the file, for messages
   * @param yaml its text
   * @return the card
   * @throws FinetuneException if the text is not YAML, a key is unknown, missing or given twice, or
   *     a value is not valid
   */
  static ModelCard read(String file, String yaml) {
    Object root;
    try {
      root = new Load(LoadSettings.builder().setLabel(file).build()).loadFromString(yaml);
    } catch (YamlEngineException e) {
      throw new FinetuneException(file + ": not valid YAML: " + e.getMessage(), e);
    }
    Fields fields =
        new Fields(
            file,
            "",
            root,
            Set.of(
                "name",
                "task",
                "description",
                "architecture",
                "paper",
                "parameters",
                "classes",
                "gflops",
                "preprocessing",
                "weights",
                "licence",
                "results",
                "limits",
                "recipe"));
    try {
      return card(fields);
    } catch (FinetuneException e) {
      if (e.getMessage().startsWith(file)) {
        throw e;
      }
      throw new FinetuneException(file + ": " + e.getMessage(), e);
    }
  }

  private static ModelCard card(Fields card) {
    Task task = card.choice("task", Task.class);
    Fields paper = card.fields("paper", Set.of("title", "url"));
    return new ModelCard(
        card.text("name"),
        task,
        card.text("description"),
        architecture(card, task),
        new ModelCard.Paper(paper.text("title"), paper.text("url")),
        card.integer("parameters"),
        card.small("classes"),
        card.number("gflops"),
        preprocessing(card, task),
        weights(card, task),
        card.text("licence"),
        results(card, task),
        card.texts("limits"),
        recipe(card));
  }

  private static Architecture architecture(Fields card, Task task) {
    if (task == Task.CLASSIFICATION) {
      Fields fields = card.fields("architecture", Set.of("blocks", "stem"));
      return new Architecture.Residual(fields.text("blocks"), fields.text("stem"));
    }
    Fields fields = card.fields("architecture", Set.of("backbone", "neck", "heads"));
    return new Architecture.Detector(
        fields.text("backbone"), fields.text("neck"), fields.text("heads"));
  }

  private static ModelCard.Preprocessing preprocessing(Fields card, Task task) {
    Fields fields = card.fields("preprocessing", preprocessingKeys(task));
    return new ModelCard.Preprocessing(
        task == Task.CLASSIFICATION
            ? new Sizing.Crop(fields.small("resize"), fields.small("crop"))
            : new Sizing.Whole(fields.small("short_side"), fields.small("long_side")),
        fields.numbers("mean"),
        fields.numbers("std"),
        fields.choice("interpolation", ModelCard.Interpolation.class));
  }

  private static Set<String> preprocessingKeys(Task task) {
    return task == Task.CLASSIFICATION
        ? Set.of("resize", "crop", "mean", "std", "interpolation")
        : Set.of("short_side", "long_side", "mean", "std", "interpolation");
  }

  private static List<CardWeights> weights(Fields card, Task task) {
    Set<String> valid = new HashSet<>();
    Collections.addAll(valid, "name", "kind", "location", "hub", "sha256_prefix", "trained_on");
    if (task == Task.CLASSIFICATION) {
      valid.add("resize");
    } else {
      Collections.addAll(valid, "norm_eps", "loads", "fresh");
    }
    return card.list("weights", valid).stream()
        .map(
            fields ->
                new CardWeights(
                    fields.text("name"),
                    fields.choice("kind", CardWeights.Kind.class),
                    fields.text("location"),
                    fields.optional("hub", fields::text),
                    fields.optional("sha256_prefix", fields::text),
                    fields.text("trained_on"),
                    fields.optional("resize", fields::small),
                    fields.optional("norm_eps", fields::number),
                    fields.optional("loads", fields::texts).orElse(List.of()),
                    fields.optional("fresh", fields::texts).orElse(List.of())))
        .toList();
  }

  private static List<PublishedResult> results(Fields card, Task task) {
    Set<String> valid = new HashSet<>();
    Collections.addAll(valid, "dataset", "weights", "note", "source");
    switch (task) {
      case CLASSIFICATION -> Collections.addAll(valid, "top1", "top5");
      case DETECTION -> valid.add("box_ap");
      case SEGMENTATION -> Collections.addAll(valid, "box_ap", "mask_ap");
    }
    return card.list("results", valid).stream()
        .map(
            fields ->
                new PublishedResult(
                    fields.text("dataset"),
                    fields.optional("weights", fields::text),
                    fields.optional("note", fields::text),
                    score(fields, task),
                    fields.text("source")))
        .toList();
  }

  private static Score score(Fields fields, Task task) {
    return switch (task) {
      case CLASSIFICATION ->
          new Score.Accuracy(fields.number("top1"), fields.optional("top5", fields::number));
      case DETECTION -> new Score.Precision(fields.number("box_ap"), Optional.empty());
      case SEGMENTATION ->
          new Score.Precision(fields.number("box_ap"), Optional.of(fields.number("mask_ap")));
    };
  }

  private static ModelCard.Recipe recipe(Fields card) {
    Fields fields =
        card.fields(
            "recipe",
            Set.of(
                "optimizer",
                "learning_rate",
                "weight_decay",
                "batch",
                "epochs",
                "schedule",
                "note"));
    return new ModelCard.Recipe(
        fields.text("optimizer"),
        fields.number("learning_rate"),
        fields.number("weight_decay"),
        fields.small("batch"),
        fields.small("epochs"),
        fields.optional("schedule", fields::text),
        fields.text("note"));
  }
}
