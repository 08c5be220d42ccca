package io.finetune.result;

import io.finetune.FinetuneException;
import io.finetune.classification.LabelWitness;
import io.finetune.detection.ObjectWitness;
import io.finetune.train.EpochReport;
import io.finetune.train.TrainingListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Keeps what the evaluation of the best epoch found, in the folder {@code test} of a run. Every
 * evaluation is taken down in {@code test.part}; one that turns out the best so far replaces the
 * former, another is dropped. So the folder always belongs to {@code best.safetensors}. Only where
 * no epoch is the best, because its metric is not defined, the latest evaluation is kept.
 *
 * <p>{@code about.yaml} in it says which epoch it is.
 */
public final class TestRecords implements TrainingListener {

  /** The folder's name in that of a run. */
  public static final String FOLDER = "test";

  /** The file that says of which epoch the folder is. */
  public static final String ABOUT = "about.yaml";

  private final Path folder;
  private final Path part;
  private final List<String> classes;
  private Optional<EvaluationRecord> current = Optional.empty();
  private boolean hasBest;

  /**
   * Continues the records of a run.
   *
   * @param run its folder
   * @param classes names of the labels
   */
  public TestRecords(Path run, List<String> classes) {
    folder = run.resolve(FOLDER);
    part = run.resolve(FOLDER + ".part");
    this.classes = List.copyOf(classes);
    hasBest = Files.exists(folder.resolve(ABOUT)) && isBest(folder.resolve(ABOUT));
  }

  private static boolean isBest(Path about) {
    try {
      return Files.readAllLines(about, StandardCharsets.UTF_8).contains("best: true");
    } catch (IOException e) {
      throw new FinetuneException("cannot read " + about + ": " + e, e);
    }
  }

  /**
   * Starts the record of a classifier's evaluation, in place of one that was not completed.
   *
   * @return what the evaluation tells
   * @throws FinetuneException if the folder cannot be written
   */
  public LabelWitness labels() {
    return begin(at -> new LabelRecord(at, classes));
  }

  /**
   * Starts the record of a detector's evaluation, in place of one that was not completed.
   *
   * @return what the evaluation tells
   * @throws FinetuneException if the folder cannot be written
   */
  public ObjectWitness objects() {
    return begin(at -> new ObjectRecord(at, classes));
  }

  private <R extends EvaluationRecord> R begin(Function<Path, R> start) {
    drop();
    try {
      Files.createDirectories(part);
    } catch (IOException e) {
      throw new FinetuneException("cannot make the folder " + part + ": " + e, e);
    }
    R record = start.apply(part);
    current = Optional.of(record);
    return record;
  }

  @Override
  public void onEpoch(EpochReport report) {
    if (current.isPresent() && (report.best() || !hasBest)) {
      hasBest = report.best();
      keep(current.get(), report);
    }
    drop();
  }

  private void keep(EvaluationRecord record, EpochReport report) {
    record.finish();
    String about =
        String.format(
            Locale.ROOT,
            "kind: %s\nepoch: %d\nstep: %d\nbest: %b\nimages: %d\n",
            record.kind(),
            report.epoch(),
            report.step(),
            report.best(),
            record.images());
    try {
      Files.writeString(part.resolve(ABOUT), about);
      delete(folder);
      Files.move(part, folder);
    } catch (IOException e) {
      throw new FinetuneException("cannot write " + folder + ": " + e, e);
    }
  }

  private void drop() {
    current.ifPresent(EvaluationRecord::close);
    current = Optional.empty();
    try {
      delete(part);
    } catch (IOException e) {
      throw new FinetuneException("cannot delete " + part + ": " + e, e);
    }
  }

  private static void delete(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    try (Stream<Path> below = Files.walk(tree)) {
      for (Path path : below.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(path);
      }
    }
  }

  /** Drops an evaluation that was not completed. */
  @Override
  public void close() {
    drop();
  }
}
