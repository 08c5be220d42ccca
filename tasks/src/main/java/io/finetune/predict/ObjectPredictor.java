package io.finetune.predict;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
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
import java.util.Map;
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
 *
 * <p>Images are read ahead by other threads and let go one batch after the other, so any number of
 * them needs the same memory. One thread uses a predictor at a time.
 */
public final class ObjectPredictor implements AutoCloseable {

  /** What holds where neither the user nor the checkpoint says otherwise. */
  private static final Map<String, String> DEFAULTS =
      Map.ofEntries(
          Map.entry("score-threshold", "0.5"),
          Map.entry("batch-size", "1"),
          Map.entry("skip-broken", "false"),
          Map.entry("device", "auto"),
          Map.entry("precision", "auto"),
          Map.entry("threads", "0"),
          // Checkpoints from before these were recorded: torchvision's.
          Map.entry("norm", "batch"),
          Map.entry("norm-eps", "0.00001"),
          Map.entry("weight-standardization", "false"),
          Map.entry("box-head", "two_fc"),
          Map.entry("anchor-sizes", "32,64,128,256,512"),
          Map.entry("test-proposals", "1000"),
          Map.entry("detections", "100"));

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
    if (facts.settings().find(Settings.NORM).isEmpty()) {
      throw new CheckpointException(
          checkpoint.file()
              + " does not say how its network was built: its metadata have no 'setting.norm', and"
              + " there is no config.yaml of its run beside it. Put that there");
    }
    Choices complete =
        chosen
            .with(Settings.MODEL_NAME, facts.model(), Origin.CONFIG)
            .withAll(facts.settings().toMap(), Origin.CONFIG)
            .withAll(DEFAULTS, Origin.DEFAULT)
            .with(Settings.WORKERS, Runtime.getRuntime().availableProcessors(), Origin.DEFAULT);
    try {
      return new ObjectPredictor(checkpoint, complete);
    } catch (WeightException | CheckpointException e) {
      throw new CheckpointException(checkpoint.file() + " cannot be used: " + e.getMessage(), e);
    }
  }

  /** Returns the names of the labels. */
  public List<String> classes() {
    return checkpoint.facts().classes();
  }

  /** Returns lines for people: what was loaded from where, and where it computes. */
  public List<String> describe() {
    return List.of(
        String.format(
            Locale.ROOT,
            "model: %s of %s, %d classes, trained on %s",
            checkpoint.facts().model(),
            checkpoint.file(),
            classes().size(),
            checkpoint.facts().dataset()),
        String.format(
            Locale.ROOT,
            "images: short side %d, long side at most %d",
            resizer.shortSide(),
            resizer.longSide()),
        String.format(
            Locale.ROOT,
            "device: %s, %s",
            device.isGpu() ? "gpu:" + device.getDeviceId() : "cpu",
            precision.name().toLowerCase(Locale.ROOT)));
  }

  /**
   * Finds objects on images, in their order.
   *
   * @param images the images
   * @param consumer gets each image with what was found, in the calling thread
   * @return the images that were left out because they are broken, if that was chosen
   * @throws io.finetune.DataException if an image is broken, unless such are skipped, or if all are
   */
  public List<SkippedSample> predict(ImageInputs images, Consumer<Prediction> consumer) {
    try (DataLoader<Integer> loader = loader(images);
        BatchIterator<Integer> batches = loader.epoch(0)) {
      while (batches.hasNext()) {
        try (Batch<Integer> batch = batches.next()) {
          List<List<Detection>> found = find(batch.images());
          for (int i = 0; i < found.size(); i++) {
            int index = batch.targets().get(i);
            Path file = images.files().get(index);
            consumer.accept(new Prediction(index, file, batch.images().get(i), found.get(i)));
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
        .brokenImages(choices.get(Settings.SKIP_BROKEN) ? BrokenImages.SKIP : BrokenImages.FAIL)
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

  /** Frees the network. */
  @Override
  public void close() {
    manager.close();
  }
}
