package io.finetune.data;

import java.util.List;

/**
 * Samples by index. Implementations are immutable and may be read from many threads at once; they
 * hold paths or bytes, never decoded images.
 *
 * @param <T> what a model learns to predict: for classification an {@link Integer} in {@code [0,
 *     classes().size())}, for detection and segmentation {@link Instances}
 */
public interface Dataset<T> {

  /** Returns the number of samples. */
  int size();

  /**
   * Returns a sample without decoding its image.
   *
   * @param index from 0 to {@code size() - 1}
   * @throws IndexOutOfBoundsException if there is no such sample
   */
  Sample<T> get(int index);

  /** Returns the names of the classes; a label is an index into this list. */
  List<String> classes();

  /** Returns the short name, as on the command line. */
  String name();

  /**
   * Tells which samples make good company in a batch: a loader that {@link
   * DataLoader.Builder#groupShapes groups shapes} fills batches with samples of one group.
   *
   * @param index from 0 to {@code size() - 1}
   * @return any number; 0 unless an implementation knows better
   */
  default int group(int index) {
    return 0;
  }

  /** Returns in one line where the samples come from and which split they are. */
  String description();

  /** Returns how many annotated objects are in no sample, because no model can learn from them. */
  default LeftOut leftOut() {
    return LeftOut.NOTHING;
  }

  /** Returns what lies among the images and is no sample, with the reason for each. */
  default List<StrayFile> strays() {
    return List.of();
  }
}
