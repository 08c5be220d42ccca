package io.finetune.run;

import ai.djl.Device;
import io.finetune.block.Layer;
import io.finetune.data.Split;
import io.finetune.kernel.Precision;
import io.finetune.result.TestPictures;
import io.finetune.train.DeviceBatch;
import io.finetune.train.Feed;
import io.finetune.train.Task;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;

/**
 * The parts of a run that depend on what is learned, opened and ready: data, network and task.
 *
 * @param <T> the type of a sample's target
 */
interface Assembly<T> extends AutoCloseable {

  /** Makes an assembly. */
  @FunctionalInterface
  interface Maker {

    /**
     * Opens data and network.
     *
     * @param choices every setting of the run
     * @param device where the network lives
     * @param precision the dtype of its computation
     * @return the parts; closed by the run
     */
    Assembly<?> make(Choices choices, Device device, Precision precision);
  }

  /** Makes what the model of the choices is for, on the dataset they name. */
  static Assembly<?> ofModel(Choices choices, Device device, Precision precision) {
    return Models.detects(choices.get(Settings.MODEL_NAME))
        ? new DetectionAssembly(choices, Sources.scenes(choices), device, precision)
        : new ClassificationAssembly(choices, Sources.images(choices), device, precision);
  }

  /** The samples. */
  Split<T> data();

  /** The network, initialised on the device. */
  Layer network();

  /**
   * What it is trained for.
   *
   * @param witnesses told what its evaluations find
   */
  Task<T> task(Witnesses<T> witnesses);

  /** The classes that a target shows, one for each object. */
  List<Integer> labels(T target);

  /**
   * Draws the test images that a report shows.
   *
   * @param pictures takes them
   */
  void draw(TestPictures pictures);

  /** What {@link #labels} counts: images or objects. */
  String counted();

  /** The training batches, in an order of their own every epoch. */
  Feed<T> train();

  /** The test batches. */
  Feed<T> test();

  /** Draws the first images of a training batch as the network sees them. */
  BufferedImage draw(DeviceBatch<T> batch);

  /** What begins the names of parameters that are not taken from pretrained weights. */
  List<String> heads();

  /**
   * Puts the pretrained weights into the network.
   *
   * @return what was loaded from where, for people
   */
  String loadWeights();

  /** What is done to an image before the network sees it, by name. */
  Map<String, String> preprocessing();

  /** What a rehearsal draws and adds up. */
  Rehearsal.Stage<T> stage();

  /** Lines for people: data, images, classes, model. */
  List<String> facts();

  @Override
  void close();
}
