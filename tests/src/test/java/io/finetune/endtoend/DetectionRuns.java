package io.finetune.endtoend;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.finetune.block.ConvStyle;
import io.finetune.block.Layer;
import io.finetune.data.Dataset;
import io.finetune.data.DatasetOptions;
import io.finetune.data.Datasets;
import io.finetune.data.Instance;
import io.finetune.data.Instances;
import io.finetune.data.Sample;
import io.finetune.data.Split;
import io.finetune.detection.DetectorSpec;
import io.finetune.detection.Detectors;
import io.finetune.detection.FasterRcnn;
import io.finetune.run.Finetune;
import io.finetune.run.Settings;
import io.finetune.segmentation.MaskRcnn;
import io.finetune.weight.Tensor;
import io.finetune.weight.Weights;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Small trainings of detectors: sixteen drawn images of 64 pixels, four steps an epoch. */
public final class DetectionRuns {

  /** The drawn images. */
  public static final String SHAPES = "shapes:images=16,test=8,size=64";

  /** The optimizer steps of an epoch. */
  public static final int STEPS = 4;

  /** The batches of an evaluation. */
  public static final int TEST_BATCHES = 2;

  private DetectionRuns() {}

  /** A run of one epoch whose numbers do not depend on the machine's precision or cores. */
  public static Finetune small(String model, Path folder) {
    return Finetune.model(model)
        .dataset(SHAPES)
        .optimizer("sgd_gc")
        .set(Settings.WEIGHTS, "none")
        .set(Settings.RUNS, folder.toString())
        .set(Settings.EPOCHS, 1)
        .set(Settings.BATCH_SIZE, 4)
        .set(Settings.MIN_SIZE, 64)
        .set(Settings.MAX_SIZE, 64)
        .set(Settings.RPN_BATCH, 32)
        .set(Settings.ROI_BATCH, 16)
        .set(Settings.PROPOSALS, 50)
        .set(Settings.TEST_PROPOSALS, 20)
        .set(Settings.DETECTIONS, 5)
        .set(Settings.PRECISION, "fp32")
        .set(Settings.THREADS, 1)
        .set(Settings.WORKERS, 1);
  }

  /** The drawn images with other objects on them. */
  public static Split<Instances> edited(BiFunction<Integer, Instance, List<Instance>> edit) {
    Split<Instances> shapes = Datasets.openInstances(SHAPES, DatasetOptions.shipped());
    return new Split<>(new Edited(shapes.train(), edit), shapes.test());
  }

  private record Edited(
      Dataset<Instances> shapes, BiFunction<Integer, Instance, List<Instance>> edit)
      implements Dataset<Instances> {

    @Override
    public int size() {
      return shapes.size();
    }

    @Override
    public Sample<Instances> get(int index) {
      Sample<Instances> sample = shapes.get(index);
      Instances drawn = sample.target();
      List<Instance> objects =
          drawn.objects().stream().flatMap(each -> edit.apply(index, each).stream()).toList();
      return new Sample<>(
          sample.id(),
          sample.image(),
          new Instances(drawn.imageId(), drawn.height(), drawn.width(), objects));
    }

    @Override
    public List<String> classes() {
      return shapes.classes();
    }

    @Override
    public String name() {
      return shapes.name();
    }

    @Override
    public String description() {
      return "shapes with other objects";
    }
  }

  /** Builds a detector of a model for a number of classes. */
  public static Layer build(
      NDManager owner, String model, ConvStyle style, DetectorSpec.BoxHead head, int classes) {
    Detectors.Detector line = Detectors.get(model);
    DetectorSpec spec = line.spec(style, head, classes);
    Layer network = line.masks() ? new MaskRcnn(spec) : new FasterRcnn(spec);
    network.initialize(owner);
    return network;
  }

  /** Writes fresh weights for a detector of the drawn images. */
  public static Path freshWeights(Path file, String model, ConvStyle style) {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      int classes =
          Datasets.openInstances(SHAPES, DatasetOptions.shipped()).train().classes().size();
      Layer network = build(manager, model, style, DetectorSpec.BoxHead.TWO_FC, classes);
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      network.state().forEach((name, array) -> tensors.put(name, Tensor.of(array)));
      new Weights(tensors, Map.of()).write(file);
      return file;
    }
  }
}
