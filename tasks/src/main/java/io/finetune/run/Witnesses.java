package io.finetune.run;

import io.finetune.classification.LabelWitness;
import io.finetune.coco.CocoScores;
import io.finetune.data.Dataset;
import io.finetune.detection.ObjectWitness;
import io.finetune.result.TestRecords;
import io.finetune.train.EpochReport;
import io.finetune.train.TensorBoardListener;
import io.finetune.train.TrainingListener;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * Everybody who is told what an evaluation finds: the records of the run's folder, and TensorBoard.
 *
 * @param <T> the type of a sample's target
 */
final class Witnesses<T> implements TrainingListener {

  private final TestRecords records;
  private final TestEvents<T> events;

  /**
   * @param run the run's folder
   * @param test what is evaluated
   * @param events TensorBoard's
   * @param warnings told when what an evaluation found cannot be kept
   */
  Witnesses(Path run, Dataset<T> test, TensorBoardListener events, Consumer<String> warnings) {
    records = new TestRecords(run, test.classes(), warnings);
    this.events = new TestEvents<>(test, events);
  }

  /** Begins a classifier's evaluation. */
  LabelWitness labels() {
    LabelWitness first = records.labels();
    LabelWitness second = events.labels();
    return (ids, labels, probabilities) -> {
      first.batch(ids, labels, probabilities);
      second.batch(ids, labels, probabilities);
    };
  }

  /** Begins a detector's evaluation. */
  ObjectWitness objects() {
    ObjectWitness first = records.objects();
    ObjectWitness second = events.objects();
    return new ObjectWitness() {
      @Override
      public void image(Seen image) {
        first.image(image);
        second.image(image);
      }

      @Override
      public void scores(List<CocoScores> scores) {
        first.scores(scores);
        second.scores(scores);
      }
    };
  }

  @Override
  public void onEpoch(EpochReport report) {
    records.onEpoch(report);
    events.onEpoch(report);
  }

  @Override
  public void close() {
    records.close();
  }
}
