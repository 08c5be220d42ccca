package io.finetune.page;

import io.finetune.FinetuneException;
import io.finetune.result.CsvTables;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A table of a run's folder, whole in memory.
 *
 * @param rows each a map from column to text; all of the same columns
 */
record Table(List<Map<String, String>> rows) {

  /** Copies the list. */
  Table {
    rows = List.copyOf(rows);
  }

  /** Reads a file; a file that is not there is an empty table. */
  static Table read(Path file) {
    List<Map<String, String>> rows = new ArrayList<>();
    if (Files.exists(file)) {
      CsvTables.read(file, record -> rows.add(record.toMap()));
    }
    return new Table(rows);
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  int size() {
    return rows.size();
  }

  /** The names of the columns in their order; none in an empty table. */
  List<String> columns() {
    return rows.isEmpty() ? List.of() : List.copyOf(rows.get(0).keySet());
  }

  boolean has(String column) {
    return !rows.isEmpty() && rows.get(0).containsKey(column);
  }

  /** The columns whose names begin so. */
  List<String> columns(String prefix) {
    return columns().stream().filter(column -> column.startsWith(prefix)).toList();
  }

  /** The rows that pass. */
  Table where(Predicate<Map<String, String>> test) {
    return new Table(rows.stream().filter(test).toList());
  }

  /** The rows that have a value. */
  Table where(String column, String value) {
    return where(row -> value.equals(row.get(column)));
  }

  List<String> texts(String column) {
    return rows.stream().map(row -> row.getOrDefault(column, "")).toList();
  }

  /** A column as numbers; NaN where it is empty. */
  double[] numbers(String column) {
    return rows.stream().mapToDouble(row -> number(row, column)).toArray();
  }

  /**
   * Reads a number of a row.
   *
   * @return NaN if the field is empty
   * @throws FinetuneException if it is something else
   */
  static double number(Map<String, String> row, String column) {
    String text = row.getOrDefault(column, "");
    if (text.isEmpty()) {
      return Double.NaN;
    }
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new FinetuneException(
          String.format(
              Locale.ROOT, "a table's column %s holds \"%s\", expected a number", column, text),
          e);
    }
  }
}
