package io.finetune.predict;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import io.finetune.CheckpointException;
import io.finetune.WeightException;
import io.finetune.box.ImageSize;
import io.finetune.coco.CocoEvaluator.Detection;
import io.finetune.data.Batch;
import io.finetune.data.BatchIterator;
import io.finetune.data.BrokenImages;
import io.finetune.data.DataLoader;
import io.finetune.data.ImageInputs;
import io.finetune.data.SkippedSample;
import io.finetune.detection.Detector;
import io.finetune.detection.Findings;
import io.finetune.detection.ImageResizer;
import io.finetune.device.Devices;
import io.finetune.device.Precisions;
import io.finetune.image.Pipeline;
import io.finetune.image.RgbImage;
import io.finetune.kernel.Precision;
import io.finetune.run.Choices;
import io.finetune.run.Choices.Origin;
import io.finetune.run.DetectorNetwork;
import io.finetune.run.ModelFacts;
import io.finetune.run.Settings;
import io.finetune.weight.WeightLoading;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Finds objects on images with a trained detector, exactly as the run that trained it evaluates:
 * the same network, sizes and limits, all taken from the checkpoint.
 *
 * <pre>{@code
 * try (ObjectPredictor predictor = ObjectPredictor.load(Path.of("runs/maskrcnn"))) {
 *   predictor.predict(
 *       ImageInputs.of(List.of(Path.of("photos"))),
 *       found -> System.out.println(found.file() + ": " + found.objects().size() + " objects"));
 * }
 * }</pre>
 */
public final class ObjectPredictor implements Predictor<ObjectPrediction> {

  private static final double THRESHOLD = 0.5;

  private final Checkpoint checkpoint;
  private final Choices choices;
  private final Device device;
  private final Precision precision;
  private final NDManager manager;
  private final ImageResizer resizer;
  private final Detector detector;

  private ObjectPredictor(Checkpoint checkpoint, Choices choices) {
    this.checkpoint = checkpoint;
    this.choices = choices;
    ModelFacts facts = checkpoint.facts();
    device = Devices.parse(choices.get(Settings.DEVICE));
    Devices.useThreads(choices.get(Settings.THREADS));
    precision = Precisions.parse(choices.get(Settings.PRECISION), device);
    resizer =
        new ImageResizer(
            facts.preprocessing("min_size"), facts.preprocessing("max_size"), precision);
    manager = NDManager.newBaseManager(device, "PyTorch");
    try {
      DetectorNetwork network = DetectorNetwork.of(choices, facts.classes().size());
      network.whole().initialize(manager);
      WeightLoading.apply(checkpoint.weights(), network.whole().state(), List.of());
      detector = network.finder(choices, new ParameterStore(manager, false));
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /**
   * Loads a detector, to find what has a score above 0.5.
   *
   * @param checkpoint the folder of a run, or a checkpoint's file
   * @return the predictor; the caller closes it
   * @throws io.finetune.FinetuneException as {@link #load(Checkpoint, Choices)} and {@link
   *     Checkpoint#read}
   */
  public static ObjectPredictor load(Path checkpoint) {
    return load(Checkpoint.read(checkpoint), Choices.NONE);
  }

  /**
   * Loads a detector.
   *
   * @param checkpoint its weights
   * @param chosen of {@link Settings}: score-threshold, detections, test-proposals; batch-size,
   *     workers, skip-broken; device, precision, threads. What is left open is as the checkpoint
   *     has it, and otherwise 0.5, one image, one worker a processor, no skipping, auto, auto, one
   *     a processor
   * @return the predictor; the caller closes it
   * @throws CheckpointException if the checkpoint is not a detector's, or its tensors do not fit
   * @throws io.finetune.FinetuneException if the device is not there
   */
  public static ObjectPredictor load(Checkpoint checkpoint, Choices chosen) {
    ModelFacts facts = checkpoint.facts();
    if (!checkpoint.detects()) {
      throw new CheckpointException(
          checkpoint.file()
              + " holds "
              + facts.model()
              + ", which finds no objects: give a detector's checkpoint, such as of"
              + " maskrcnn_resnet50_fpn");
    }
    Choices complete =
        TrainedSettings.complete(checkpoint, chosen)
            .with(Settings.SCORE_THRESHOLD, THRESHOLD, Origin.DEFAULT)
            .with(Settings.BATCH_SIZE, 1, Origin.DEFAULT);
    try {
      return new ObjectPredictor(checkpoint, complete);
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
        String.format(
            Locale.ROOT,
            "images: short side %d, long side at most %d",
            resizer.shortSide(),
            resizer.longSide()),
        "device: " + Devices.name(device) + ", " + precision.name().toLowerCase(Locale.ROOT));
  }

  @Override
  public List<SkippedSample> predict(
      ImageInputs images, Consumer<? super ObjectPrediction> consumer) {
    try (DataLoader<Integer> loader = loader(images);
        BatchIterator<Integer> batches = loader.epoch(0)) {
      while (batches.hasNext()) {
        try (Batch<Integer> batch = batches.next()) {
          List<List<Detection>> found = find(batch.images());
          for (int i = 0; i < found.size(); i++) {
            int index = batch.targets().get(i);
            Path file = images.files().get(index);
            consumer.accept(new ObjectPrediction(index, file, batch.images().get(i), found.get(i)));
          }
        }
      }
      return loader.skipped();
    }
  }

  private DataLoader<Integer> loader(ImageInputs images) {
    return DataLoader.builder(images, Pipeline.of())
        .ownSizes()
        .batchSize(choices.get(Settings.BATCH_SIZE))
        .workers(choices.get(Settings.WORKERS))
        .brokenImages(BrokenImages.of(choices.get(Settings.SKIP_BROKEN)))
        .build();
  }

  /**
   * Finds objects on one image.
   *
   * @param image its pixels; not closed
   * @return best first: labels from 0, boxes and masks in the image's pixels
   */
  public List<Detection> predict(RgbImage image) {
    return find(List.of(image)).get(0);
  }

  private List<List<Detection>> find(List<RgbImage> images) {
    // Threads begin with gradients on; only the one that loaded the engine begins with them off.
    JniUtils.setGradMode(false);
    try (NDManager scope = manager.newSubManager()) {
      List<NDArray> pictures =
          images.stream().map(image -> ImageResizer.picture(scope, image, false)).toList();
      List<Findings> found = resizer.detect(detector, scope, pictures);
      List<List<Detection>> objects = new ArrayList<>();
      for (int i = 0; i < found.size(); i++) {
        RgbImage image = images.get(i);
        objects.add(found.get(i).objects(new ImageSize(image.height(), image.width())));
      }
      return objects;
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
