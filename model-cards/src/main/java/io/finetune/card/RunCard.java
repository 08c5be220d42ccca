package io.finetune.card;

import io.finetune.FinetuneException;
import io.finetune.file.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/**
 * Writes the card of a run: a README.md with the front matter that Hugging Face reads, then what
 * was done, with what, and what came out. What only a person knows is asked for in its place.
 */
public final class RunCard {

  private RunCard() {}

  /**
   * Writes README.md into the run's folder, over an earlier one.
   *
   * @param folder the run's folder
   * @param facts what the run knows about itself
   * @return the file
   * @throws FinetuneException if it cannot be written
   */
  public static Path write(Path folder, RunFacts facts) {
    Path file = folder.resolve("README.md");
    try {
      if (!Files.isDirectory(folder)) {
        throw new NoSuchFileException(folder.toString());
      }
      DurableFile.writeText(file, markdown(facts));
      return file;
    } catch (IOException e) {
      throw new FinetuneException(
          "cannot write "
              + file.toAbsolutePath()
              + ": "
              + e
              + "; check that the folder exists, may be written and is not full",
          e);
    }
  }

  /**
   * Makes the text of the card.
   *
   * @param facts what the run knows about itself
   * @return Markdown behind YAML front matter
   */
  public static String markdown(RunFacts facts) {
    return "---\n"
        + frontMatter(facts)
        + "---\n\n# "
        + facts.name()
        + "\n\n"
        + introduction(facts)
        + "\n## Results\n\n"
        + results(facts)
        + "\n## Intended use\n\n"
        + toFill("what the model is for, who should use it, and what it must not be used for.")
        + "\n## Limits and biases\n\n"
        + toFill("how the data was gathered, whom or what it leaves out, where the model fails.")
        + "\n## Training\n\n```sh\n"
        + facts.command()
        + "\n```\n\n"
        + table("setting", facts.settings())
        + "\n## Data\n\n"
        + data(facts)
        + "\n## Environment\n\n"
        + table("part", environment(facts));
  }

  private static String frontMatter(RunFacts facts) {
    Map<String, Object> top = new LinkedHashMap<>();
    top.put("license", facts.licence());
    top.put("library_name", "finetune");
    top.put("pipeline_tag", facts.task());
    top.put("base_model", facts.model());
    top.put("datasets", List.of(facts.dataset()));
    top.put("metrics", List.copyOf(facts.results().keySet()));
    List<Map<String, Object>> metrics =
        facts.results().entrySet().stream().map(RunCard::metric).toList();
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("task", Map.of("type", facts.task()));
    result.put("dataset", ordered("name", facts.dataset(), "type", facts.dataset()));
    result.put("metrics", metrics);
    top.put("model-index", List.of(ordered("name", facts.name(), "results", List.of(result))));
    DumpSettings settings =
        DumpSettings.builder()
            .setDefaultFlowStyle(FlowStyle.BLOCK)
            .setWidth(1000)
            .setMultiLineFlow(false)
            .build();
    return new Dump(settings).dumpToString(top);
  }

  private static Map<String, Object> metric(Map.Entry<String, Double> result) {
    return ordered("type", result.getKey(), "value", result.getValue());
  }

  private static Map<String, Object> ordered(String first, Object one, String second, Object two) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(first, one);
    map.put(second, two);
    return map;
  }

  private static String introduction(RunFacts facts) {
    return text(
        "A %s for %s, fine-tuned on %s (%d classes) from these weights: %s.\n",
        facts.model(), facts.task(), facts.dataset(), facts.classes(), facts.weights());
  }

  private static String results(RunFacts facts) {
    Map<String, String> rows = new LinkedHashMap<>();
    facts.results().forEach((name, value) -> rows.put(name, text("%.2f %%", 100 * value)));
    return text("On %d validation images, best epoch:\n\n", facts.validationImages())
        + table("metric", rows);
  }

  private static String data(RunFacts facts) {
    return text(
        "%s: %d images to train on, %d to validate. Fingerprint: `%s`.\n",
        facts.dataset(), facts.trainImages(), facts.validationImages(), facts.dataFingerprint());
  }

  private static Map<String, String> environment(RunFacts facts) {
    Map<String, String> rows = new LinkedHashMap<>(facts.versions());
    rows.put("hardware", facts.hardware());
    rows.put("seed", Long.toString(facts.seed()));
    return rows;
  }

  private static String table(String heading, Map<String, String> rows) {
    StringBuilder table = new StringBuilder("| " + heading + " | value |\n| --- | --- |\n");
    rows.forEach((name, value) -> table.append("| " + cell(name) + " | " + cell(value) + " |\n"));
    return table.toString();
  }

  /** A bar or a line break would end the cell. */
  private static String cell(String value) {
    return value.replace("|", "\\|").replaceAll("\\R", " ");
  }

  private static String toFill(String what) {
    return "*To be filled in by a person: " + what + "*\n";
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
