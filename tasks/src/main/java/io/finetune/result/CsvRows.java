package io.finetune.result;

import io.finetune.FinetuneException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** A CSV file that is written row by row. */
final class CsvRows implements AutoCloseable {

  private final Path file;
  private final int columns;
  private final CSVPrinter printer;

  /**
   * Starts the file with its header.
   *
   * @throws FinetuneException if it cannot be written
   */
  CsvRows(Path file, String... header) {
    this.file = file;
    columns = header.length;
    try {
      printer =
          new CSVPrinter(Files.newBufferedWriter(file, StandardCharsets.UTF_8), CSVFormat.RFC4180);
      printer.printRecord((Object[]) header);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /**
   * Adds a row.
   *
   * @param fields one a column; floats and doubles are written as Java writes them
   */
  void row(Object... fields) {
    if (fields.length != columns) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%d fields for %d columns", fields.length, columns));
    }
    try {
      printer.printRecord(fields);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  @Override
  public void close() {
    try {
      printer.close();
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private FinetuneException unwritable(IOException cause) {
    return new FinetuneException("cannot write " + file.toAbsolutePath() + ": " + cause, cause);
  }
}
