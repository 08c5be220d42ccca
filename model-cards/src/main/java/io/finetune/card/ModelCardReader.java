package io.finetune.card;

import io.finetune.FinetuneException;
import java.util.List;
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
    Fields architecture = card.fields("architecture", Set.of("blocks", "stem"));
    Fields paper = card.fields("paper", Set.of("title", "url"));
    return new ModelCard(
        card.text("name"),
        card.text("description"),
        new ModelCard.Architecture(architecture.text("blocks"), architecture.text("stem")),
        new ModelCard.Paper(paper.text("title"), paper.text("url")),
        card.integer("parameters"),
        card.small("classes"),
        card.number("gflops"),
        preprocessing(card),
        weights(card),
        card.text("licence"),
        results(card),
        card.texts("limits"),
        recipe(card));
  }

  private static ModelCard.Preprocessing preprocessing(Fields card) {
    Fields fields =
        card.fields("preprocessing", Set.of("resize", "crop", "mean", "std", "interpolation"));
    return new ModelCard.Preprocessing(
        fields.small("resize"),
        fields.small("crop"),
        fields.numbers("mean"),
        fields.numbers("std"),
        fields.choice("interpolation", ModelCard.Interpolation.class));
  }

  private static List<ModelCard.Weights> weights(Fields card) {
    Set<String> valid = Set.of("name", "kind", "location", "sha256_prefix", "trained_on", "resize");
    return card.list("weights", valid).stream()
        .map(
            fields ->
                new ModelCard.Weights(
                    fields.text("name"),
                    fields.choice("kind", ModelCard.Kind.class),
                    fields.text("location"),
                    fields.optional("sha256_prefix", fields::text),
                    fields.text("trained_on"),
                    fields.optional("resize", fields::small)))
        .toList();
  }

  private static List<ModelCard.Result> results(Fields card) {
    Set<String> valid = Set.of("dataset", "weights", "note", "top1", "top5", "source");
    return card.list("results", valid).stream()
        .map(
            fields ->
                new ModelCard.Result(
                    fields.text("dataset"),
                    fields.optional("weights", fields::text),
                    fields.optional("note", fields::text),
                    fields.number("top1"),
                    fields.optional("top5", fields::number),
                    fields.text("source")))
        .toList();
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
