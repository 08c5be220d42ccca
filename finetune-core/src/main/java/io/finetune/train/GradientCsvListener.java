package io.finetune.train;

import io.finetune.CheckpointException;
import io.finetune.optim.GradientNorms.Norms;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;

/**
 * Writes measured gradients to a CSV file (RFC 4180, UTF-8), one row a step and layer: {@code step,
 * layer, norm_before, norm_after, max_before, max_after}. Every row is in the file when {@link
 * #onGradients} returns. A resumed run continues the file as if it had never stopped.
 */
public final class GradientCsvListener implements TrainingListener {

  private static final List<String> COLUMNS =
      List.of("step", "layer", "norm_before", "norm_after", "max_before", "max_after");

  private final Path file;

  /**
   * Starts the file, or continues the one that is there.
   *
   * @param file the CSV file; its folder must exist
   * @param resumedStep the optimizer steps the run had done when it was saved, 0 for a new run:
   *     rows of later steps, which the run will repeat, are dropped, as is a row that a crash cut
   *     off
   * @throws CheckpointException if the file cannot be read or written, or was not written by this
   *     class
   */
  public GradientCsvListener(Path file, long resumedStep) {
    this.file = file.toAbsolutePath();
    replace(Files.exists(file) ? rowsUntil(resumedStep) : List.of());
  }

  @Override
  public void onGradients(GradientReport report) {
    List<List<?>> rows = new ArrayList<>();
    for (Norms layer : report.layers()) {
      rows.add(
          List.of(
              report.step(),
              layer.name(),
              layer.normBefore(),
              layer.normAfter(),
              layer.maxBefore(),
              layer.maxAfter()));
    }
    try {
      Files.writeString(file, csv(rows), StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw failed("write", e);
    }
  }

  private List<List<?>> rowsUntil(long step) {
    CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8);
        CSVParser parser = CSVParser.parse(reader, format)) {
      if (!parser.getHeaderNames().equals(COLUMNS)) {
        throw new CheckpointException(
            file
                + " has the columns "
                + parser.getHeaderNames()
                + ", expected "
                + COLUMNS
                + "; move it away");
      }
      List<List<?>> rows = new ArrayList<>();
      for (CSVRecord row : parser) {
        if (row.isConsistent() && step(row) <= step) {
          rows.add(row.toList());
        }
      }
      return rows;
    } catch (IOException e) {
      throw failed("read", e);
    }
  }

  private long step(CSVRecord row) {
    try {
      return Long.parseLong(row.get(0));
    } catch (NumberFormatException e) {
      throw new CheckpointException(
          file
              + ", record "
              + row.getRecordNumber()
              + ": step is \""
              + row.get(0)
              + "\", expected a whole number; mend the file or move it away",
          e);
    }
  }

  /** Replaces the file in one move, so that a crash leaves the old rows or the new ones. */
  private void replace(List<List<?>> rows) {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    List<List<?>> all = new ArrayList<>();
    all.add(COLUMNS);
    all.addAll(rows);
    try {
      Files.writeString(part, csv(all));
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw failed("write", e);
    }
  }

  private static String csv(List<List<?>> rows) throws IOException {
    StringWriter text = new StringWriter();
    try (CSVPrinter printer = new CSVPrinter(text, CSVFormat.RFC4180)) {
      for (List<?> row : rows) {
        printer.printRecord(row);
      }
    }
    return text.toString();
  }

  private CheckpointException failed(String what, IOException cause) {
    return new CheckpointException(
        "cannot "
            + what
            + " "
            + file
            + ": "
            + cause
            + "; check that its folder exists, may be written and is not full",
        cause);
  }
}
