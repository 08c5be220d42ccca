package io.finetune.predict;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import io.finetune.CheckpointException;
import io.finetune.WeightException;
import io.finetune.block.Classifier;
import io.finetune.data.BatchIterator;
import io.finetune.data.BrokenImages;
import io.finetune.data.DataLoader;
import io.finetune.data.ImageInputs;
import io.finetune.data.SkippedSample;
import io.finetune.device.Devices;
import io.finetune.device.Precisions;
import io.finetune.image.Preprocessing;
import io.finetune.kernel.Precision;
import io.finetune.predict.ClassPrediction.Likelihood;
import io.finetune.run.Choices;
import io.finetune.run.Choices.Origin;
import io.finetune.run.ClassifierNetwork;
import io.finetune.run.Settings;
import io.finetune.train.DeviceBatch;
import io.finetune.train.Normalizer;
import io.finetune.weight.WeightLoading;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Names what images show with a trained classifier, exactly as the run that trained it evaluates:
 * the same network and preprocessing, all taken from the checkpoint.
 *
 * <pre>{@code
 * try (ClassPredictor predictor = ClassPredictor.load(Path.of("runs/resnet50-photos-sgd_gc"))) {
 *   predictor.predict(
 *       ImageSearch.find(List.of("photos"), true),
 *       shown -> {
 *         Likelihood best = shown.classes().get(0);
 *         System.out.println(shown.file() + ": " + predictor.classes().get(best.label()));
 *       });
 * }
 * }</pre>
 */
public final class ClassPredictor implements Predictor<ClassPrediction> {

  /** How many classes are named of an image where nothing else is said. */
  public static final int DEFAULT_TOP = 5;

  private static final int BATCH = 32;

  private final Checkpoint checkpoint;
  private final Choices choices;
  private final int top;
  private final Device device;
  private final Precision precision;
  private final Preprocessing preprocessing;
  private final NDManager manager;
  private final Normalizer normalizer;
  private final Classifier network;
  private final ParameterStore store;

  private ClassPredictor(Checkpoint checkpoint, Choices choices, int top) {
    this.checkpoint = checkpoint;
    this.choices = choices;
    this.top = Math.min(top, classes().size());
    device = Devices.parse(choices.get(Settings.DEVICE));
    Devices.useThreads(choices.get(Settings.THREADS));
    precision = Precisions.parse(choices.get(Settings.PRECISION), device);
    preprocessing = Preprocessing.fromMap(checkpoint.facts().preprocessing());
    manager = NDManager.newBaseManager(device, "PyTorch");
    normalizer = Normalizer.of(device, preprocessing, precision);
    store = new ParameterStore(manager, false);
    try {
      network = ClassifierNetwork.of(choices, classes().size()).network();
      network.initialize(manager);
      WeightLoading.apply(checkpoint.weights(), network.state(), List.of());
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Loads a classifier, to name the five most likely classes.
   *
   * @param checkpoint the folder of a run, or a checkpoint's file
   * @return the predictor; the caller closes it
   * @throws io.finetune.FinetuneException as {@link #load(Checkpoint, Choices, int)} and {@link
   *     Checkpoint#read}
   */
  public static ClassPredictor load(Path checkpoint) {
    return load(Checkpoint.read(checkpoint), Choices.NONE, DEFAULT_TOP);
  }

  /**
   * Loads a classifier.
   *
   * @param checkpoint its weights
   * @param chosen of {@link Settings}: batch-size, workers, skip-broken; device, precision,
   *     threads. What is left open is 32 images, one worker a processor, no skipping, auto, auto,
   *     one a processor
   * @param top how many classes to name of an image, at most
   * @return the predictor; the caller closes it
   * @throws CheckpointException if the checkpoint is not a classifier's, or its tensors do not fit
   * @throws io.finetune.FinetuneException if the device is not there
   */
  public static ClassPredictor load(Checkpoint checkpoint, Choices chosen, int top) {
    if (top < 1) {
      throw new IllegalArgumentException("at least one class is named, not " + top);
    }
    if (checkpoint.detects()) {
      throw new CheckpointException(
          checkpoint.file()
              + " holds "
              + checkpoint.facts().model()
              + ", which finds objects and names no whole images: give a classifier's checkpoint,"
              + " such as of resnet50");
    }
    Choices complete =
        TrainedSettings.complete(checkpoint, chosen)
            .with(Settings.BATCH_SIZE, BATCH, Origin.DEFAULT);
    try {
      return new ClassPredictor(checkpoint, complete, top);
    } catch (WeightException | CheckpointException e) {
      throw new CheckpointException(checkpoint.file() + " cannot be used: " + e.getMessage(), e);
    }
  }

  @Override
  public List<String> classes() {
    return checkpoint.facts().classes();
  }

  @Override
  public List<String> describe() {
    return List.of(
        checkpoint.describe(),
        "images: " + preprocessing.describe(),
        "device: " + Devices.name(device) + ", " + precision.name().toLowerCase(Locale.ROOT));
  }

  @Override
  public List<SkippedSample> predict(
      ImageInputs images, Consumer<? super ClassPrediction> consumer) {
    // Threads begin with gradients on; only the one that loaded the engine begins with them off.
    JniUtils.setGradMode(false);
    try (DataLoader<Integer> loader = loader(images);
        BatchIterator<Integer> batches = loader.epoch(0)) {
      while (batches.hasNext()) {
        try (NDManager scope = manager.newSubManager()) {
          look(normalizer.apply(scope, batches.next()), images, consumer);
        }
      }
      return loader.skipped();
    }
  }

  private DataLoader<Integer> loader(ImageInputs images) {
    return DataLoader.builder(images, preprocessing.pipeline())
        .imageSize(preprocessing.height(), preprocessing.width())
        .batchSize(choices.get(Settings.BATCH_SIZE))
        .workers(choices.get(Settings.WORKERS))
        .brokenImages(BrokenImages.of(choices.get(Settings.SKIP_BROKEN)))
        .build();
  }

  private void look(
      DeviceBatch<Integer> batch, ImageInputs images, Consumer<? super ClassPrediction> consumer) {
    float[] scores;
    try (NDArray logits = network.forward(store, new NDList(batch.images()), false).head();
        NDArray probabilities = logits.softmax(1)) {
      scores = probabilities.toFloatArray();
    }
    for (int i = 0; i < batch.targets().size(); i++) {
      int index = batch.targets().get(i);
      consumer.accept(
          new ClassPrediction(
              index, images.files().get(index), best(scores, i * classes().size())));
    }
  }

  /** The most likely of the scores from a place on; of equal ones the lower label comes first. */
  private List<Likelihood> best(float[] scores, int from) {
    return IntStream.range(0, classes().size())
        .mapToObj(label -> new Likelihood(label, scores[from + label]))
        .sorted(Comparator.comparingDouble(Likelihood::score).reversed())
        .limit(top)
        .toList();
  }

  @Override
  public void close() {
    normalizer.close();
    manager.close();
  }
}
