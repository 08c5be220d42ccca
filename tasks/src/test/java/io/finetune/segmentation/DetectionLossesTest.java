package io.finetune.segmentation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.finetune.block.ConvStyle;
import io.finetune.block.FormulaWeights;
import io.finetune.block.Layer;
import io.finetune.box.Anchors;
import io.finetune.data.Instance;
import io.finetune.data.Instances;
import io.finetune.detection.Assignment;
import io.finetune.detection.DetectionTask;
import io.finetune.detection.DetectorSpec.BoxHead;
import io.finetune.detection.Detectors;
import io.finetune.detection.FasterRcnn;
import io.finetune.detection.Golden;
import io.finetune.detection.ImageResizer;
import io.finetune.detection.InputSizes;
import io.finetune.kernel.Precision;
import io.finetune.region.Box;
import io.finetune.region.Rle;
import io.finetune.train.DeviceBatch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The five losses and every gradient's norm with formula weights, against torchvision's. */
class DetectionLossesTest {

  private static final int CLASSES = 90;
  private static final InputSizes SIZES = new InputSizes(List.of(128), 128, 192, 0);

  /** Everything is drawn, so that nothing is random. */
  private static final Assignment ALL = Assignment.of(1_000_000, 2000, 1_000_000);

  /** One proposal beside the objects' own boxes: rounding then hardly changes the regions. */
  private static final Assignment OBJECTS = Assignment.of(1_000_000, 1, 1_000_000);

  private static final Map<String, String> LOSSES =
      Map.of(
          "classifier", "loss_classifier",
          "box_reg", "loss_box_reg",
          "mask", "loss_mask",
          "objectness", "loss_objectness",
          "rpn_box_reg", "loss_rpn_box_reg");

  /** What a step gave: losses and norms of gradients, by name. */
  private record Step(Map<String, Double> losses, Map<String, Double> norms) {}

  private static Step step(
      boolean masks, Precision precision, Assignment assignment, JsonObject golden) {
    try (NDManager manager = NDManager.newBaseManager()) {
      String name = (masks ? "mask" : "faster") + "rcnn_resnet50_fpn";
      var spec = Detectors.get(name).spec(ConvStyle.FROZEN_BATCH, BoxHead.TWO_FC, CLASSES);
      MaskRcnn withMasks = masks ? new MaskRcnn(spec) : null;
      FasterRcnn detector = masks ? withMasks.detector() : new FasterRcnn(spec);
      Layer whole = masks ? withMasks : detector;
      whole.initialize(manager);
      FormulaWeights.fill(whole);
      DetectionTask task =
          new DetectionTask(
              whole,
              detector,
              masks ? Optional.of(new MaskBranch(withMasks)) : Optional.empty(),
              CLASSES,
              SIZES,
              Anchors.fpn(),
              assignment,
              () -> {
                throw new AssertionError("no evaluation here");
              });
      List<Instances> targets = targets(golden);
      List<NDArray> pictures = new ArrayList<>();
      for (int i = 0; i < targets.size(); i++) {
        Instances image = targets.get(i);
        pictures.add(FormulaWeights.detectionImage(manager, i, image.height(), image.width()));
      }
      ImageResizer resizer = new ImageResizer(128, 192, precision);
      Map<String, Double> losses = new LinkedHashMap<>();
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDArray images = resizer.batch(manager, pictures).images();
        Map<String, NDArray> parts =
            task.losses(
                new DeviceBatch<>(images, targets, List.of("first", "second")),
                new ParameterStore(manager, false));
        parts.forEach((part, loss) -> losses.put(part, (double) loss.getFloat()));
        collector.backward(parts.values().stream().reduce(NDArray::add).orElseThrow());
      }
      return new Step(losses, norms(whole));
    }
  }

  private static Map<String, Double> norms(Layer network) {
    Map<String, Double> norms = new LinkedHashMap<>();
    for (Map.Entry<String, Parameter> each : network.named().entrySet()) {
      if (each.getValue().requiresGradient()) {
        double sum = 0;
        for (float value : each.getValue().getArray().getGradient().toFloatArray()) {
          sum += (double) value * value;
        }
        norms.put(each.getKey(), Math.sqrt(sum));
      }
    }
    return norms;
  }

  private static List<Instances> targets(JsonObject golden) {
    List<Instances> targets = new ArrayList<>();
    JsonArray images = golden.getAsJsonArray("images");
    for (int i = 0; i < images.size(); i++) {
      JsonObject image = images.get(i).getAsJsonObject();
      int height = image.get("height").getAsInt();
      int width = image.get("width").getAsInt();
      JsonObject target = golden.getAsJsonArray("targets").get(i).getAsJsonObject();
      long[] labels = Golden.longs(target.get("labels"));
      List<Instance> objects = new ArrayList<>();
      for (int j = 0; j < labels.length; j++) {
        float[] box = Golden.floats(target.getAsJsonArray("boxes").get(j));
        Rle mask = mask(height, width, box, j % 2 == 1);
        objects.add(
            new Instance(
                j + 1,
                (int) labels[j] - 1,
                Box.ofCorners(box[0], box[1], box[2], box[3]),
                mask.area(),
                false,
                Optional.of(mask)));
      }
      targets.add(new Instances(i, height, width, objects));
    }
    return targets;
  }

  /** The whole box, or the ellipse inside it. */
  private static Rle mask(int height, int width, float[] box, boolean ellipse) {
    byte[] pixels = new byte[height * width];
    double cx = (box[0] + box[2]) / 2.0;
    double cy = (box[1] + box[3]) / 2.0;
    double rx = (box[2] - box[0]) / 2.0;
    double ry = (box[3] - box[1]) / 2.0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double px = x + 0.5;
        double py = y + 0.5;
        boolean inBox = box[0] <= px && px < box[2] && box[1] <= py && py < box[3];
        double distance = Math.pow((px - cx) / rx, 2) + Math.pow((py - cy) / ry, 2);
        pixels[y * width + x] = (byte) ((ellipse ? distance <= 1 : inBox) ? 1 : 0);
      }
    }
    return Rle.encode(height, width, pixels);
  }

  private static void check(boolean masks) {
    String name = (masks ? "mask" : "faster") + "rcnn_resnet50_fpn-train.json";
    JsonObject golden = Golden.read(name);
    Step step = step(masks, Precision.FP32, ALL, golden);
    JsonObject losses = golden.getAsJsonObject("losses");
    assertEquals(losses.size(), step.losses().size());
    step.losses()
        .forEach((part, loss) -> assertEquals(number(losses, LOSSES.get(part)), loss, 1e-4, part));
    JsonObject gradients = golden.getAsJsonObject("gradients");
    assertEquals(gradients.keySet(), step.norms().keySet());
    for (Map.Entry<String, JsonElement> each : gradients.entrySet()) {
      double norm = number(each.getValue().getAsJsonObject(), "l2");
      assertEquals(norm, step.norms().get(each.getKey()), 1e-3 * norm + 1e-7, each.getKey());
    }
  }

  private static double number(JsonObject object, String name) {
    return object.get(name).getAsDouble();
  }

  @Test
  void lossesAndGradientsOfFasterRcnnAreTorchvisions() {
    check(false);
  }

  @Test
  void lossesAndGradientsOfMaskRcnnAreTorchvisions() {
    check(true);
  }

  @Test
  void lossesInBfloat16AreNear() {
    JsonObject golden = Golden.read("maskrcnn_resnet50_fpn-train.json");
    Step exact = step(true, Precision.FP32, OBJECTS, golden);
    Step rounded = step(true, Precision.BF16, OBJECTS, golden);
    exact
        .losses()
        .forEach((part, loss) -> assertEquals(loss, rounded.losses().get(part), 0.02 * loss, part));
    assertTrue(rounded.norms().values().stream().allMatch(Double::isFinite), "finite gradients");
  }
}
