package io.finetune.result;

import io.finetune.FinetuneException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Reads a run's CSV files row by row. */
public final class CsvTables {

  private CsvTables() {}

  /**
   * Reads a file. A last row that is cut off, as a process leaves it that was killed while writing,
   * is not told.
   *
   * @param file with a header
   * @param row told every row, in order
   * @throws FinetuneException if the file cannot be read, or a row before the last has not one
   *     field a column
   */
  public static void read(Path file, Consumer<CSVRecord> row) {
    CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8);
        CSVParser parser = CSVParser.parse(reader, format)) {
      CSVRecord torn = null;
      for (CSVRecord record : parser) {
        if (torn != null) {
          throw new FinetuneException(
              String.format(
                  Locale.ROOT,
                  "%s, record %d has %d fields for %d columns; mend the file or move it away",
                  file.toAbsolutePath(),
                  torn.getRecordNumber(),
                  torn.size(),
                  parser.getHeaderNames().size()));
        }
        if (record.isConsistent()) {
          row.accept(record);
        } else {
          torn = record;
        }
      }
    } catch (IOException e) {
      throw new FinetuneException("cannot read " + file.toAbsolutePath() + ": " + e, e);
    }
  }
}
