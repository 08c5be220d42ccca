package io.finetune.run;

import io.finetune.FinetuneException;
import io.finetune.card.CardWeights;
import io.finetune.card.ModelCards;
import io.finetune.card.RunCard;
import io.finetune.card.RunFacts;
import io.finetune.result.DataSummary;
import io.finetune.weight.Weights;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Writes a run's card from the files in its folder, at the end of a training or any time later.
 * What an old or early ended run did not record is said to be not recorded.
 */
public final class RunReadme {

  private static final String DATA = DataSummary.FILE;
  private static final String METRIC = "val_";

  private final RunDirectory run;
  private final Choices settings;

  private RunReadme(RunDirectory run) {
    this.run = run;
    settings = Choices.NONE.withConfig(run.file(RunDirectory.CONFIG));
  }

  /**
   * Writes README.md.
   *
   * @param folder the run's folder
   * @return the file
   * @throws FinetuneException if the folder holds no run, a file in it cannot be read, the card
   *     cannot be written, or there is a README.md of somebody else's
   */
  public static Path write(Path folder) {
    RunDirectory run = RunDirectory.open(folder);
    return RunCard.write(run.path(), new RunReadme(run).facts());
  }

  private RunFacts facts() {
    List<Map<String, String>> epochs = epochs();
    int kept = kept(epochs);
    return new RunFacts(
        run.path().getFileName().toString(),
        ModelCards.get(settings.get(Settings.MODEL_NAME)),
        start(),
        data(),
        new RunFacts.Training(epochs.size(), settings.get(Settings.EPOCHS), kept),
        preprocessing(),
        shown(),
        yaml(Environment.FILE),
        results(epochs, kept));
  }

  /** What decides the result. A card is given away, so it tells no folder of this machine. */
  private Map<String, String> shown() {
    Map<String, String> shown = new LinkedHashMap<>();
    for (Setting<?> setting : Settings.all()) {
      if (Watching.decides(setting)) {
        settings.find(setting).ifPresent(value -> shown.put(setting.name(), Setting.format(value)));
      }
    }
    shown.replace(Settings.DATASET.name(), dataset());
    shown.computeIfPresent(Settings.WEIGHTS.name(), (name, text) -> fileName(text));
    return shown;
  }

  /** The dataset with the name of its folder, without the way there. */
  private String dataset() {
    String name = settings.get(Settings.DATASET);
    int colon = name.indexOf(':');
    return colon < 0 ? name : name.substring(0, colon + 1) + fileName(name.substring(colon + 1));
  }

  /** The last part of a path; whatever is none, such as an address, as it is. */
  private static String fileName(String text) {
    if (text.contains("://")) {
      return text;
    }
    Path last = Path.of(text).toAbsolutePath().normalize().getFileName();
    return last == null ? text : last.toString();
  }

  private RunFacts.Start start() {
    String text = settings.get(Settings.WEIGHTS);
    if (text.equals("none")) {
      return new RunFacts.Start("random initial values", Optional.empty());
    }
    List<CardWeights> card = ModelCards.get(settings.get(Settings.MODEL_NAME)).weights();
    Optional<CardWeights> known =
        card.stream()
            .filter(weights -> text.equals("default") || text.equals(weights.name()))
            .findFirst();
    return new RunFacts.Start(
        known.map(RunReadme::describe).orElse("`" + fileName(text) + "`"), known);
  }

  private static String describe(CardWeights weights) {
    CardWeights file = ModelCards.file(weights);
    return "`"
        + weights.name()
        + "`, trained on "
        + weights.trainedOn()
        + " (`"
        + file.location()
        + "`, "
        + file.sha256Prefix().map(digits -> "SHA-256 " + digits + ")").orElse("no checksum)");
  }

  private RunFacts.Data data() {
    Map<String, String> recorded = yaml(DATA);
    return new RunFacts.Data(
        dataset(),
        lines("classes.txt"),
        number(recorded.get("train_images")),
        number(recorded.get("test_images")),
        Optional.ofNullable(recorded.get("fingerprint")));
  }

  private static OptionalLong number(String text) {
    return text == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
  }

  private Map<String, String> preprocessing() {
    for (String name : List.of(CheckpointFiles.BEST, CheckpointFiles.LAST)) {
      Path file = run.file(name);
      if (Files.exists(file)) {
        return ModelFacts.of(Weights.read(file).metadata()).preprocessing();
      }
    }
    return Map.of();
  }

  /** The rows of metrics.csv. */
  private List<Map<String, String>> epochs() {
    Path file = run.file("metrics.csv");
    List<Map<String, String>> rows = new ArrayList<>();
    if (!Files.exists(file)) {
      return rows;
    }
    CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8);
        CSVParser parser = CSVParser.parse(reader, format)) {
      for (CSVRecord row : parser) {
        rows.add(row.toMap());
      }
      return rows;
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** The number of the last epoch that was the best so far, from 1; 0 if there was none. */
  private static int kept(List<Map<String, String>> epochs) {
    for (int i = epochs.size(); i > 0; i--) {
      if ("true".equals(epochs.get(i - 1).get("best"))) {
        return i;
      }
    }
    return 0;
  }

  private static Map<String, Double> results(List<Map<String, String>> epochs, int kept) {
    Map<String, Double> results = new LinkedHashMap<>();
    if (kept > 0) {
      epochs
          .get(kept - 1)
          .forEach(
              (column, text) -> {
                if (column.startsWith(METRIC) && !text.isEmpty()) {
                  results.put(column.substring(METRIC.length()), Double.valueOf(text));
                }
              });
    }
    return results;
  }

  private Map<String, String> yaml(String name) {
    Path file = run.file(name);
    return Files.exists(file) ? FlatYaml.read(file) : Map.of();
  }

  private List<String> lines(String name) {
    Path file = run.file(name);
    try {
      return Files.exists(file) ? Files.readAllLines(file, StandardCharsets.UTF_8) : List.of();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static FinetuneException unreadable(Path file, IOException cause) {
    return new FinetuneException("cannot read " + file.toAbsolutePath() + ": " + cause, cause);
  }
}
