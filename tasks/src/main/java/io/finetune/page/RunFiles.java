package io.finetune.page;

import io.finetune.FinetuneException;
import io.finetune.result.DataSummary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/**
 * Reads the folder of a run. Only {@code config.yaml} must be there; whatever else is missing, for
 * the run is older or was interrupted early, is empty.
 */
final class RunFiles {

  private static final String CONFIG = "config.yaml";

  private RunFiles() {}

  /**
   * Reads a run.
   *
   * @throws FinetuneException if the folder holds no run or a file of it is damaged
   */
  static Run read(Path folder) {
    Path run = folder.toAbsolutePath().normalize();
    if (!Files.isRegularFile(run.resolve(CONFIG))) {
      throw new FinetuneException(
          run
              + " is not the folder of a run: it has no "
              + CONFIG
              + ". Give the folder that the run printed at its start");
    }
    List<String> classes = lines(run.resolve("classes.txt"));
    return new Run(
        run,
        settings(run),
        yaml(run.resolve("environment.yaml")),
        yaml(run.resolve(DataSummary.FILE)),
        Table.read(run.resolve(DataSummary.CLASSES)),
        classes,
        Table.read(run.resolve("metrics.csv")),
        Table.read(run.resolve("steps.csv")),
        Table.read(run.resolve("gradients.csv")),
        lines(run.resolve("skipped.txt")).size(),
        TestResults.read(run, classes));
  }

  private static List<SettingLine> settings(Path run) {
    Table table = Table.read(run.resolve("settings.csv"));
    if (table.isEmpty()) {
      return yaml(run.resolve(CONFIG)).entrySet().stream()
          .map(entry -> new SettingLine("", entry.getKey(), entry.getValue(), "", ""))
          .toList();
    }
    return table.rows().stream()
        .map(
            row ->
                new SettingLine(
                    row.get("group"),
                    row.get("setting"),
                    row.get("value"),
                    row.get("chosen_by"),
                    row.get("help")))
        .toList();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file, StandardCharsets.UTF_8) : List.of();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** Reads names and texts; none if the file is not there. */
  static Map<String, String> yaml(Path file) {
    Map<String, String> facts = new LinkedHashMap<>();
    if (!Files.exists(file)) {
      return facts;
    }
    try {
      LoadSettings settings =
          LoadSettings.builder().setLabel(file.toString()).setSchema(new FailsafeSchema()).build();
      Object document = new Load(settings).loadFromString(Files.readString(file));
      if (!(document instanceof Map<?, ?> map)) {
        throw new FinetuneException(file + " holds no 'name: value' lines");
      }
      map.forEach((name, value) -> facts.put(name.toString(), String.valueOf(value)));
      return facts;
    } catch (IOException e) {
      throw unreadable(file, e);
    } catch (YamlEngineException e) {
      throw new FinetuneException(file + " is not YAML: " + e.getMessage(), e);
    }
  }

  private static FinetuneException unreadable(Path file, IOException cause) {
    return new FinetuneException("cannot read " + file + ": " + cause, cause);
  }
}
