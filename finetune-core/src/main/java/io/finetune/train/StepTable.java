package io.finetune.train;

import io.finetune.CheckpointException;
import io.finetune.file.LogFile;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A CSV file (RFC 4180, UTF-8) whose rows belong to optimizer steps, in the order of the steps. The
 * columns are those of the first row, {@code step} among them.
 *
 * <p>A row is in the file when {@link #add} returns, or waits for a disk that is full or was made
 * read-only; nothing else is kept in memory, however long the file is.
 */
final class StepTable implements AutoCloseable {

  /** The column of the optimizer step. */
  static final String STEP = "step";

  private final Path file;
  private final LogFile log;
  private List<String> columns = List.of();

  /**
   * Starts the file, or continues the one that is there.
   *
   * @param file the CSV file; its folder must exist
   * @param resumedStep the optimizer steps the run had done when it was saved, 0 for a new run:
   *     rows of later steps, which the run will repeat, are dropped, and so is a torn last row
   * @param warnings told in a sentence when rows cannot be written, and when they can again
   * @throws CheckpointException if an existing file cannot be read or has no column {@code step}
   */
  StepTable(Path file, long resumedStep, Consumer<String> warnings) {
    this.file = file;
    log = new LogFile(file, warnings);
    if (Files.exists(file)) {
      keepUntil(resumedStep);
    }
  }

  /** Adds a row; a value that the first row did not have is left out. */
  void add(Map<String, String> row) {
    if (columns.isEmpty()) {
      columns = List.copyOf(row.keySet());
      append(columns);
    }
    append(columns.stream().map(column -> row.getOrDefault(column, "")).toList());
  }

  private void append(List<String> fields) {
    log.write(line(fields).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    log.close();
  }

  /** Copies the rows that stay and replaces the file in one move. */
  private void keepUntil(long resumedStep) {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8);
        CSVParser parser = CSVParser.parse(reader, format)) {
      List<String> found = parser.getHeaderNames();
      if (!found.isEmpty() && !found.contains(STEP)) {
        throw new CheckpointException(
            file + " has no column \"step\", so it was not written by a training; move it away");
      }
      try (Writer writer = Files.newBufferedWriter(temporary, StandardCharsets.UTF_8)) {
        writer.write(found.isEmpty() ? "" : line(found));
        for (CSVRecord record : parser) {
          if (record.isConsistent() && step(record) <= resumedStep) {
            writer.write(line(record.toList()));
          }
        }
      }
      columns = new ArrayList<>(found);
    } catch (IOException e) {
      throw new CheckpointException("cannot continue " + file + ": " + e, e);
    }
    try {
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private long step(CSVRecord record) {
    try {
      return Long.parseLong(record.get(STEP));
    } catch (NumberFormatException e) {
      throw new CheckpointException(
          String.format(
              Locale.ROOT,
              "%s, record %d: step is \"%s\", expected a whole number; mend the file or move it"
                  + " away",
              file,
              record.getRecordNumber(),
              record.get(STEP)),
          e);
    }
  }

  private static String line(List<String> fields) {
    return CSVFormat.RFC4180.format(fields.toArray()) + "\r\n";
  }

  private CheckpointException unwritable(IOException cause) {
    return new CheckpointException(
        "cannot write "
            + file.toAbsolutePath()
            + ": "
            + cause
            + "; check that the folder exists, may be written and is not full",
        cause);
  }
}
