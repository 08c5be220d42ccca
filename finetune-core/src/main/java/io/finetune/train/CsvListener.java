package io.finetune.train;

import io.finetune.CheckpointException;
import io.finetune.file.DurableFile;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one row per epoch to a CSV file (RFC 4180, UTF-8): {@code epoch, step, learning_rate,
 * images_per_second, data_wait, seconds, best}, then the training losses as {@code train_NAME} and
 * the evaluation results as {@code val_NAME}. Fractions stay fractions; a value an epoch does not
 * have is an empty field. Numbers are written as Java writes a double, whatever the locale.
 *
 * <p>Every row is on the disk when {@link #onEpoch} returns, unless the disk is full or was made
 * read-only: that is told once, does not end the training, and is made good as soon as the disk
 * takes the rows again. A column that first appears in a later epoch is added to the rows before
 * it, which stay empty there.
 */
public final class CsvListener implements TrainingListener {

  private static final Logger log = LoggerFactory.getLogger(CsvListener.class);
  private static final String STEP = "step";

  private final Path file;
  private final Set<String> columns = new LinkedHashSet<>();
  private final List<Map<String, String>> rows = new ArrayList<>();
  private final Consumer<String> warnings;
  private boolean behind;

  /**
   * Starts the file, or continues the one that is there.
   *
   * @param file the CSV file; its folder is made if absent
   * @param resumedStep the optimizer steps the run had done when it was saved, 0 for a new run:
   *     rows of later steps, which the run will repeat, are dropped, as is a row that a crash cut
   *     off
   * @param warnings told in a sentence when rows cannot be written, and when they can again
   * @throws CheckpointException if an existing file cannot be read or was not written by this class
   */
  public CsvListener(Path file, long resumedStep, Consumer<String> warnings) {
    this.file = file.toAbsolutePath();
    this.warnings = warnings;
    if (Files.exists(file)) {
      read(resumedStep);
      attempt(this::rewrite);
    }
  }

  @Override
  public void onEpoch(EpochReport report) {
    Map<String, String> row = row(report);
    rows.add(row);
    boolean whole = columns.addAll(row.keySet()) || behind;
    attempt(whole ? this::rewrite : () -> append(row));
  }

  @Override
  public void close() {
    if (behind) {
      attempt(this::rewrite);
    }
  }

  private static Map<String, String> row(EpochReport report) {
    Map<String, String> row = new LinkedHashMap<>();
    row.put("epoch", Integer.toString(report.epoch()));
    row.put(STEP, Long.toString(report.step()));
    row.put("learning_rate", Double.toString(report.learningRate()));
    row.put("images_per_second", Double.toString(report.imagesPerSecond()));
    row.put("data_wait", Double.toString(report.dataWait()));
    row.put("seconds", Double.toString(report.elapsed().toMillis() / 1000.0));
    row.put("best", Boolean.toString(report.best()));
    report.losses().forEach((name, value) -> row.put("train_" + name, value.toString()));
    report.metrics().forEach((name, value) -> row.put("val_" + name, value.toString()));
    return row;
  }

  private void read(long resumedStep) {
    CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8);
        CSVParser parser = CSVParser.parse(reader, format)) {
      columns.addAll(parser.getHeaderNames());
      if (!columns.isEmpty() && !columns.contains(STEP)) {
        throw new CheckpointException(
            file + " has no column \"step\", so it is not a metrics file; move it away");
      }
      for (Iterator<CSVRecord> records = parser.iterator(); records.hasNext(); ) {
        CSVRecord record = records.next();
        if (!records.hasNext() && isCutOff(record)) {
          log.warn("{}: record {} is cut off; dropped", file, record.getRecordNumber());
        } else if (step(record) <= resumedStep) {
          rows.add(record.toMap());
        }
      }
    } catch (IOException e) {
      throw new CheckpointException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /** A crash leaves a part of the last row, or blocks of zeros where the disk had not yet come. */
  private boolean isCutOff(CSVRecord last) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer end = ByteBuffer.allocate(1);
      channel.read(end, channel.size() - 1);
      return end.get(0) != '\n' || !last.isConsistent();
    }
  }

  private long step(CSVRecord record) {
    if (!record.isConsistent()) {
      throw new CheckpointException(
          file
              + ", record "
              + record.getRecordNumber()
              + ": it has "
              + record.size()
              + " fields, expected "
              + columns.size()
              + "; mend the file or move it away");
    }
    try {
      return Long.parseLong(record.get(STEP));
    } catch (NumberFormatException e) {
      throw new CheckpointException(
          file
              + ", record "
              + record.getRecordNumber()
              + ": step is \""
              + record.get(STEP)
              + "\", expected a whole number; mend the file or move it away",
          e);
    }
  }

  private interface Writing {
    void run() throws IOException;
  }

  /**
   * Writes; after a failure the next attempt writes the whole file, whatever the failed one left.
   */
  private void attempt(Writing writing) {
    try {
      writing.run();
      if (behind) {
        behind = false;
        warnings.accept(file + " is whole again");
      }
    } catch (IOException e) {
      if (!behind) {
        behind = true;
        warnings.accept(
            "cannot write "
                + file
                + ": "
                + e
                + ". The run goes on, and tries again every epoch; check that the folder exists, may"
                + " be written and is not full");
      }
    }
  }

  /** The row is on the disk before the epoch's checkpoint, which says that it is there. */
  private void append(Map<String, String> row) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
      ByteBuffer text = StandardCharsets.UTF_8.encode(csv(List.of(row), false));
      while (text.hasRemaining()) {
        channel.write(text);
      }
      channel.force(true);
    }
  }

  private void rewrite() throws IOException {
    DurableFile.writeText(file, csv(rows, true));
  }

  private String csv(List<Map<String, String>> lines, boolean header) throws IOException {
    StringWriter text = new StringWriter();
    try (CSVPrinter printer = new CSVPrinter(text, CSVFormat.RFC4180)) {
      if (header && !columns.isEmpty()) {
        printer.printRecord(columns);
      }
      for (Map<String, String> line : lines) {
        printer.printRecord(columns.stream().map(column -> line.getOrDefault(column, "")));
      }
    }
    return text.toString();
  }
}
