package io.finetune.predict;

import io.finetune.data.ImageInputs;
import io.finetune.data.SkippedSample;
import io.finetune.run.Choices;
import java.util.List;
import java.util.function.Consumer;

/**
 * A trained network in use. Images are read ahead by other threads and let go one batch after the
 * other, so any number of them needs the same memory. One thread uses a predictor at a time.
 *
 * @param <P> what it says of an image
 */
public sealed interface Predictor<P extends Prediction> extends AutoCloseable
    permits ClassPredictor, ObjectPredictor {

  /**
   * Loads whatever a checkpoint holds.
   *
   * @param checkpoint its weights
   * @param chosen as {@link ObjectPredictor#load(Checkpoint, Choices)} and {@link
   *     ClassPredictor#load(Checkpoint, Choices, int)} take them
   * @param top how many classes a classifier names of an image, at most
   * @return the predictor; the caller closes it
   * @throws io.finetune.FinetuneException as those two
   */
  static Predictor<?> load(Checkpoint checkpoint, Choices chosen, int top) {
    return checkpoint.detects()
        ? ObjectPredictor.load(checkpoint, chosen)
        : ClassPredictor.load(checkpoint, chosen, top);
  }

  /** Returns the names of the labels. */
  List<String> classes();

  /** Returns lines for people: what was loaded from where, and where it computes. */
  List<String> describe();

  /**
   * Looks at images, in their order.
   *
   * @param images the images
   * @param consumer gets what the network says of each, in the calling thread
   * @return the images that were left out because they are broken, if that was chosen
   * @throws io.finetune.DataException if an image is broken, unless such are skipped, or if all are
   */
  List<SkippedSample> predict(ImageInputs images, Consumer<? super P> consumer);

  /** Frees the network. */
  @Override
  void close();
}
