package io.finetune.benchmark;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * What a run left in its folder.
 *
 * @param optimizer its optimizer's name
 * @param seed its seed
 * @param epochs its epochs, in order
 */
record FinishedRun(String optimizer, String seed, List<Epoch> epochs) {

  private static final String METRIC = "val_";

  /**
   * One row of the run's metrics.
   *
   * @param number from 1
   * @param loss mean training loss
   * @param metrics results on the test images by name, as fractions; empty if the epoch was not
   *     evaluated
   */
  record Epoch(int number, double loss, Map<String, Double> metrics) {

    /** Copies the metrics. */
    Epoch {
      metrics = Map.copyOf(metrics);
    }

    /** A metric's value; NaN if the epoch was not evaluated. */
    double metric(String name) {
      return metrics.getOrDefault(name, Double.NaN);
    }
  }

  /** Copies the epochs and requires one at least, the last of them evaluated. */
  FinishedRun {
    epochs = List.copyOf(epochs);
    if (epochs.isEmpty() || epochs.get(epochs.size() - 1).metrics().isEmpty()) {
      throw new IllegalArgumentException(
          "the run of " + optimizer + ", seed " + seed + " has no evaluated last epoch");
    }
  }

  /** A metric after the last epoch. */
  double last(String metric) {
    double value = epochs.get(epochs.size() - 1).metric(metric);
    if (Double.isNaN(value)) {
      throw new IllegalArgumentException(
          "no metric '" + metric + "'; a run has " + epochs.get(epochs.size() - 1).metrics());
    }
    return value;
  }

  static FinishedRun read(Path folder) throws IOException {
    String config = Files.readString(folder.resolve("config.yaml"), StandardCharsets.UTF_8);
    Object settings = new Load(LoadSettings.builder().build()).loadFromString(config);
    if (!(settings instanceof Map<?, ?> map)) {
      throw new IOException(folder + "/config.yaml holds no settings");
    }
    List<Epoch> epochs = new ArrayList<>();
    CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
    try (Reader reader = Files.newBufferedReader(folder.resolve("metrics.csv"));
        CSVParser rows = CSVParser.parse(reader, format)) {
      for (CSVRecord row : rows) {
        Map<String, Double> metrics = new TreeMap<>();
        row.toMap()
            .forEach(
                (column, text) -> {
                  if (column.startsWith(METRIC) && !text.isEmpty()) {
                    metrics.put(column.substring(METRIC.length()), Double.valueOf(text));
                  }
                });
        epochs.add(
            new Epoch(
                Integer.parseInt(row.get("epoch")),
                Double.parseDouble(row.get("train_loss")),
                metrics));
      }
    }
    return new FinishedRun(map.get("optimizer").toString(), map.get("seed").toString(), epochs);
  }
}
