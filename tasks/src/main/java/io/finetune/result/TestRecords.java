package io.finetune.result;

import io.finetune.FinetuneException;
import io.finetune.classification.LabelWitness;
import io.finetune.coco.CocoScores;
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
import java.util.function.Consumer;
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
  private final Consumer<String> warnings;
  private Optional<EvaluationRecord> current = Optional.empty();
  private boolean hasBest;

  /**
   * Continues the records of a run.
   *
   * @param run its folder
   * @param classes names of the labels
   * @param warnings told when an evaluation cannot be kept, because the disk is full for instance;
   *     the one kept before stays
   */
  public TestRecords(Path run, List<String> classes, Consumer<String> warnings) {
    this.warnings = warnings;
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
   */
  public LabelWitness labels() {
    begin(at -> new LabelRecord(at, classes));
    return (ids, labels, probabilities) ->
        record(LabelRecord.class, record -> record.batch(ids, labels, probabilities));
  }

  /**
   * Starts the record of a detector's evaluation, in place of one that was not completed.
   *
   * @return what the evaluation tells
   */
  public ObjectWitness objects() {
    begin(at -> new ObjectRecord(at, classes));
    return new ObjectWitness() {
      @Override
      public void image(Seen image) {
        record(ObjectRecord.class, record -> record.image(image));
      }

      @Override
      public void scores(List<CocoScores> scores) {
        record(ObjectRecord.class, record -> record.scores(scores));
      }
    };
  }

  private void begin(Function<Path, EvaluationRecord> start) {
    attempt(
        () -> {
          drop();
          try {
            Files.createDirectories(part);
          } catch (IOException e) {
            throw new FinetuneException("cannot make the folder " + part + ": " + e, e);
          }
          current = Optional.of(start.apply(part));
        });
  }

  private <R extends EvaluationRecord> void record(Class<R> kind, Consumer<R> what) {
    // Nothing is open after a failure: the rest of that evaluation is not kept either.
    current.map(kind::cast).ifPresent(record -> attempt(() -> what.accept(record)));
  }

  /** A file that cannot be written costs what the evaluation found, and not the training. */
  private void attempt(Runnable writing) {
    try {
      writing.run();
    } catch (FinetuneException e) {
      warnings.accept(
          "what an evaluation found is not kept in "
              + folder
              + ": "
              + e.getMessage()
              + ". The training goes on, and keeps the next one if it can");
      abandon();
    }
  }

  private void abandon() {
    Optional<EvaluationRecord> failed = current;
    current = Optional.empty();
    try {
      failed.ifPresent(EvaluationRecord::close);
    } catch (FinetuneException e) {
      warnings.accept(e.getMessage());
    }
  }

  @Override
  public void onEpoch(EpochReport report) {
    attempt(() -> keepIfBest(report));
  }

  private void keepIfBest(EpochReport report) {
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
    attempt(this::drop);
  }
}
