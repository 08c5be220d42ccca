package io.finetune.evaluation;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.finetune.block.Layer;
import io.finetune.data.Dataset;
import io.finetune.data.DatasetOptions;
import io.finetune.data.Split;
import io.finetune.kernel.Precision;
import io.finetune.predict.Checkpoint;
import io.finetune.run.Choices;
import io.finetune.train.Evaluation;
import io.finetune.train.Feed;

/**
 * A trained network that can be evaluated on one kind of dataset.
 *
 * @param <T> the type of a sample's target
 */
interface Subject<T> extends AutoCloseable {

  /**
   * What a subject is made of.
   *
   * @param checkpoint the trained network
   * @param choices how it was built and how it is run
   * @param device where it computes
   * @param precision the dtype of its computation
   */
  record Setup(Checkpoint checkpoint, Choices choices, Device device, Precision precision) {}

  /** Opens a dataset of the kind it was trained on. */
  Split<T> open(String name, DatasetOptions options);

  /** Gives a sample's target the network's labels. */
  T relabel(ClassMatching matching, T target);

  /** Builds the network, its weights not yet loaded. */
  Layer build(NDManager manager);

  /** Starts to read a dataset. */
  Feed<T> feed(Dataset<T> dataset);

  /** Starts an evaluation of the built network. */
  Evaluation<T> evaluation();

  /** Returns what an evaluation came to. */
  Scores scores(Evaluation<T> done);

  /** A line about what is done to an image. */
  String images();

  @Override
  void close();
}
