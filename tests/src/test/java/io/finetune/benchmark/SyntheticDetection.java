package io.finetune.benchmark;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.finetune.block.ConvStyle;
import io.finetune.block.FormulaWeights;
import io.finetune.box.Anchors;
import io.finetune.box.DetectionFilter;
import io.finetune.box.ImageSize;
import io.finetune.box.MaskPaste;
import io.finetune.box.Proposals;
import io.finetune.data.DataLoader;
import io.finetune.data.Instances;
import io.finetune.detection.Assignment;
import io.finetune.detection.DetectionIntake;
import io.finetune.detection.DetectionTask;
import io.finetune.detection.DetectorSpec.BoxHead;
import io.finetune.detection.Detectors;
import io.finetune.detection.Findings;
import io.finetune.detection.ImageResizer;
import io.finetune.detection.InputSizes;
import io.finetune.device.Devices;
import io.finetune.device.Precisions;
import io.finetune.image.ImageSource.RgbPixels;
import io.finetune.image.Pipeline;
import io.finetune.kernel.Kernels;
import io.finetune.kernel.Precision;
import io.finetune.optim.CentralizedOptimizer;
import io.finetune.optim.ParameterGroups;
import io.finetune.region.Rle;
import io.finetune.segmentation.MaskBranch;
import io.finetune.segmentation.MaskDetector;
import io.finetune.segmentation.MaskRcnn;
import io.finetune.train.Feed;
import io.finetune.train.StepReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A Mask R-CNN with weights by formula and frozen norms, of whose backbone three layers are
 * trained, and an endless supply of synthetic scenes: torchvision's defaults for pretrained
 * weights.
 */
final class SyntheticDetection implements AutoCloseable {

  private static final int TRAINED_LAYERS = 3;

  final Precision precision;
  private final Device device;
  private final NDManager manager;
  private final MaskRcnn network;
  private final InputSizes sizes;
  private final ImageResizer resizer;
  private final SyntheticScenes scenes;
  private final DataLoader<Instances> loader;

  /**
   * @param settings model, batch and hardware
   * @param steps how many batches an epoch holds at least
   */
  SyntheticDetection(DetectionSettings settings, int steps) {
    device = Devices.parse(settings.device);
    Devices.useThreads(settings.threads);
    precision = Precisions.parse(settings.precision, device);
    manager = NDManager.newBaseManager(device, "PyTorch");
    network =
        new MaskRcnn(
            Detectors.get(settings.model)
                .spec(ConvStyle.FROZEN_BATCH, BoxHead.TWO_FC, SyntheticScenes.CLASSES));
    network.initialize(manager);
    FormulaWeights.fill(network);
    network.detector().trainBackboneLayers(TRAINED_LAYERS);
    int shortSide = Math.min(settings.height, settings.width);
    int longSide = Math.max(settings.height, settings.width);
    List<Integer> sides = settings.shortSides.isEmpty() ? List.of(shortSide) : settings.shortSides;
    sizes = new InputSizes(sides, shortSide, longSide, 0);
    resizer = new ImageResizer(shortSide, longSide, precision);
    int images = settings.batch * (steps + 1);
    scenes = new SyntheticScenes(images, settings.batch, settings.height, settings.width);
    loader =
        DataLoader.builder(scenes, Pipeline.of())
            .ownSizes()
            .batchSize(settings.batch)
            .workers(1)
            .build();
  }

  /**
   * Runs the toolkit's own loop for some steps.
   *
   * @param optimizer makes the steps
   * @param steps how many
   * @param afterStep told of every step when it is done
   */
  void train(CentralizedOptimizer optimizer, int steps, Consumer<StepReport> afterStep) {
    DetectionTask task =
        new DetectionTask(
            network,
            network.detector(),
            Optional.of(new MaskBranch(network)),
            SyntheticScenes.CLASSES,
            sizes,
            Anchors.fpn(),
            Assignment.of(256, 2000, 512),
            () -> {
              throw new IllegalStateException("the epoch ended before its last step was timed");
            });
    Feed<Instances> feed = new Feed<>(loader, DetectionIntake.train(resizer, sizes));
    new TimedLoop<>(device, task, ParameterGroups.of(network.named()), feed)
        .run(optimizer, steps, afterStep);
  }

  /** The images of a batch as a caller has them: float32 (3, h, w), 0 to 1. */
  List<NDArray> pictures(int count) {
    List<NDArray> pictures = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      RgbPixels image = (RgbPixels) scenes.get(i).image();
      Shape shape = new Shape(image.height(), image.width(), 3);
      try (NDArray pixels = manager.create(shape, DataType.UINT8)) {
        pixels.set(image.bytes());
        pictures.add(Kernels.on(device).picture(manager, pixels, false));
      }
    }
    return pictures;
  }

  /**
   * Finds the objects of images, with torchvision's default thresholds, masks in the images' size.
   *
   * @param pictures of {@link #pictures}
   * @return for each image its masks
   */
  List<List<Rle>> detect(List<NDArray> pictures) {
    try (NDManager scope = manager.newSubManager()) {
      MaskDetector detector =
          new MaskDetector(
              network,
              new ParameterStore(scope, false),
              Anchors.fpn(),
              Proposals.inference(),
              DetectionFilter.standard());
      List<Findings> found = resizer.detect(detector, scope, pictures);
      List<List<Rle>> masks = new ArrayList<>();
      for (int i = 0; i < found.size(); i++) {
        Shape shape = pictures.get(i).getShape();
        masks.add(masks(found.get(i), new ImageSize((int) shape.get(1), (int) shape.get(2))));
      }
      return masks;
    }
  }

  private static List<Rle> masks(Findings found, ImageSize size) {
    MaskPaste paste = new MaskPaste(MaskRcnn.MASK_SIDE);
    return IntStream.range(0, found.boxes().count())
        .parallel()
        .mapToObj(i -> paste.paste(found.masks(), found.boxes().boxes(), i, size))
        .toList();
  }

  @Override
  public void close() {
    loader.close();
    manager.close();
  }
}
