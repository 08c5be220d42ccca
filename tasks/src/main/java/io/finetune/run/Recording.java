package io.finetune.run;

import io.finetune.train.CsvListener;
import io.finetune.train.Feed;
import io.finetune.train.Progress;
import io.finetune.train.StepCsvListener;
import io.finetune.train.TensorBoardListener;
import io.finetune.train.TrainingListener;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * All that takes a training down in the run's folder: its tables, TensorBoard's file, and what the
 * evaluations found.
 *
 * @param <T> the type of a sample's target
 */
final class Recording<T> implements AutoCloseable {

  private final Owned owned = new Owned();
  private final TensorBoardListener events;
  private final Witnesses<T> witnesses;
  private final Feed<T> train;
  private final List<TrainingListener> listeners;

  /**
   * Begins to record, or goes on where the run was saved.
   *
   * @param directory the run's folder
   * @param assembly what is trained
   * @param watching what is recorded beside losses and metrics
   * @param from how far the run had come
   * @param steps steps of an epoch
   * @param watchers who else is told of the training, before everything here; closed with this
   * @param warnings told in a sentence when something cannot be written
   */
  Recording(
      RunDirectory directory,
      Assembly<T> assembly,
      Watching watching,
      Progress from,
      int steps,
      List<TrainingListener> watchers,
      Consumer<String> warnings) {
    watchers.forEach(owned::add);
    events = owned.add(new TensorBoardListener(directory.path(), from.step(), warnings));
    witnesses =
        owned.add(new Witnesses<>(directory.path(), assembly.data().test(), events, warnings));
    train = Watching.train(assembly, from, events);
    List<TrainingListener> all = new ArrayList<>(watchers);
    all.add(
        owned.add(new CsvListener(directory.file("metrics.csv"), from.reportedStep(), warnings)));
    all.add(events);
    all.add(owned.add(new StepCsvListener(directory.file("steps.csv"), from.step(), warnings)));
    all.add(witnesses);
    for (TrainingListener each :
        watching.listeners(directory, from, steps, events, List.copyOf(all), warnings)) {
      all.add(owned.add(each));
    }
    listeners = List.copyOf(all);
  }

  /** Who is to be told of the training, in this order. */
  List<TrainingListener> listeners() {
    return listeners;
  }

  /** Who is to be told what an evaluation finds. */
  Witnesses<T> witnesses() {
    return witnesses;
  }

  /** The training batches, the first of which is shown if the run begins. */
  Feed<T> train() {
    return train;
  }

  /** Says that the run has done all its epochs. */
  void ended() {
    events.ended();
  }

  @Override
  public void close() {
    owned.close();
  }
}
