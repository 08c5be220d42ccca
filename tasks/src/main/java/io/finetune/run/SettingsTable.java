package io.finetune.run;

import io.finetune.FinetuneException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * The settings of a run for people: {@code group, setting, value, chosen_by, help}, in the order of
 * the table. {@code config.yaml} has the same values, but not who chose them.
 */
final class SettingsTable {

  static final String FILE = "settings.csv";

  private SettingsTable() {}

  static void write(Path file, Choices choices) {
    try (CSVPrinter printer =
        new CSVPrinter(Files.newBufferedWriter(file, StandardCharsets.UTF_8), CSVFormat.RFC4180)) {
      printer.printRecord("group", "setting", "value", "chosen_by", "help");
      for (Setting<?> setting : Settings.all()) {
        Object value = choices.find(setting).orElse(null);
        if (value != null) {
          printer.printRecord(
              setting.group().title(),
              setting.name(),
              Setting.format(value),
              choices.origin(setting).orElseThrow().name().toLowerCase(Locale.ROOT),
              setting.help());
        }
      }
    } catch (IOException e) {
      throw new FinetuneException("cannot write " + file + ": " + e, e);
    }
  }
}
