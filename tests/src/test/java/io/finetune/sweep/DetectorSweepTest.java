package io.finetune.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.finetune.block.ConvStyle;
import io.finetune.block.Layer;
import io.finetune.block.Norm;
import io.finetune.box.Anchors;
import io.finetune.data.BatchIterator;
import io.finetune.data.DataLoader;
import io.finetune.data.Dataset;
import io.finetune.data.Instances;
import io.finetune.data.Shapes;
import io.finetune.data.ShapesOptions;
import io.finetune.detection.Assignment;
import io.finetune.detection.DetectionIntake;
import io.finetune.detection.DetectionTask;
import io.finetune.detection.DetectorSpec.BoxHead;
import io.finetune.detection.Detectors;
import io.finetune.detection.FasterRcnn;
import io.finetune.detection.ImageResizer;
import io.finetune.detection.InputSizes;
import io.finetune.endtoend.DetectionRuns;
import io.finetune.image.Pipeline;
import io.finetune.kernel.Precision;
import io.finetune.optim.CentralizedOptimizer;
import io.finetune.optim.Optimizers;
import io.finetune.optim.ParameterGroups;
import io.finetune.segmentation.MaskBranch;
import io.finetune.segmentation.MaskRcnn;
import io.finetune.train.DeviceBatch;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every detector, and every norm and box head: built, and trained a step on a drawn image. */
class DetectorSweepTest {

  private static final int SIDE = 64;
  private static final InputSizes SIZES = new InputSizes(List.of(SIDE), SIDE, SIDE, 0);
  private static final DetectionIntake INTAKE =
      DetectionIntake.train(new ImageResizer(SIDE, SIDE, Precision.FP32), SIZES);

  private NDManager manager;
  private DataLoader<Instances> loader;
  private int classes;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    Engine.getEngine("PyTorch").setRandomSeed(1);
    Dataset<Instances> shapes = Shapes.open(new ShapesOptions(1, 1, SIDE, 3, 0, 0)).train();
    loader = DataLoader.builder(shapes, Pipeline.of()).ownSizes().batchSize(1).build();
    classes = shapes.classes().size();
  }

  @AfterEach
  void close() {
    loader.close();
    manager.close();
  }

  static Stream<String> models() {
    return Detectors.all().stream().map(Detectors.Detector::name);
  }

  @Test
  void theTableIsWhole() {
    assertEquals(12, models().distinct().count());
  }

  @ParameterizedTest
  @MethodSource("models")
  void everyModel(String model) {
    check(model, ConvStyle.BATCH, BoxHead.TWO_FC);
  }

  static Stream<Arguments> variants() {
    return Stream.of(
        Arguments.of(ConvStyle.FROZEN_BATCH, BoxHead.TWO_FC),
        Arguments.of(new ConvStyle(Norm.GROUP, false), BoxHead.TWO_FC),
        Arguments.of(new ConvStyle(Norm.GROUP, true), BoxHead.TWO_FC),
        Arguments.of(new ConvStyle(Norm.BATCH, true), BoxHead.TWO_FC),
        Arguments.of(ConvStyle.BATCH, BoxHead.FOUR_CONV_FC),
        Arguments.of(new ConvStyle(Norm.GROUP, false), BoxHead.FOUR_CONV_FC));
  }

  @ParameterizedTest
  @MethodSource("variants")
  void everyStyleAndHead(ConvStyle style, BoxHead head) {
    check("maskrcnn_resnet18_fpn", style, head);
  }

  private void check(String model, ConvStyle style, BoxHead head) {
    Layer network = DetectionRuns.build(manager, model, style, head, classes);
    NDArray predictor = network.state().get("roi_heads.box_predictor.cls_score.weight");
    float[] before = predictor.toFloatArray();
    Optimizers.Entry entry = Optimizers.named("sgd_gc");
    try (CentralizedOptimizer optimizer = entry.create(entry.defaults())) {
      Map<String, Float> losses = backward(network);
      assertEquals(names(network), losses.keySet());
      losses.forEach((name, loss) -> assertTrue(Float.isFinite(loss), name + ": " + loss));
      optimizer.step(ParameterGroups.of(network.named()), 0.01);
    }
    float[] after = predictor.toFloatArray();
    assertFalse(Arrays.equals(before, after), "a step changes the predictor");
    for (float weight : after) {
      assertTrue(Float.isFinite(weight), "the predictor stays finite");
    }
  }

  private static Set<String> names(Layer network) {
    return network instanceof MaskRcnn
        ? Set.of("objectness", "rpn_box_reg", "classifier", "box_reg", "mask")
        : Set.of("objectness", "rpn_box_reg", "classifier", "box_reg");
  }

  private Map<String, Float> backward(Layer network) {
    Map<String, Float> values = new TreeMap<>();
    try (NDManager scope = manager.newSubManager();
        BatchIterator<Instances> batches = loader.epoch(0);
        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      DeviceBatch<Instances> batch = INTAKE.apply(scope, batches.next());
      Map<String, NDArray> losses = task(network).losses(batch, new ParameterStore(manager, false));
      losses.forEach((name, loss) -> values.put(name, loss.getFloat()));
      collector.backward(losses.values().stream().reduce(NDArray::add).orElseThrow());
    }
    return values;
  }

  private DetectionTask task(Layer network) {
    return new DetectionTask(
        network,
        network instanceof MaskRcnn masks ? masks.detector() : (FasterRcnn) network,
        network instanceof MaskRcnn masks ? Optional.of(new MaskBranch(masks)) : Optional.empty(),
        classes,
        SIZES,
        Anchors.fpn(),
        Assignment.of(32, 50, 16),
        () -> {
          throw new AssertionError("no evaluation here");
        });
  }
}
