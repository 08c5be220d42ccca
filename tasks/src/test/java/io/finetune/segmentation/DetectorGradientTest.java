package io.finetune.segmentation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.finetune.block.ConvStyle;
import io.finetune.block.FormulaWeights;
import io.finetune.block.Norm;
import io.finetune.box.Boxes;
import io.finetune.detection.DetectorSpec;
import io.finetune.detection.DetectorSpec.BoxHead;
import io.finetune.detection.Detectors;
import io.finetune.detection.Golden;
import io.finetune.detection.PooledRegions;
import io.finetune.detection.RegionPooler;
import io.finetune.kernel.Kernels;
import io.finetune.kernel.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Gradients through every stage of Mask R-CNN with given boxes against torchvision's. */
class DetectorGradientTest {

  private static final JsonObject GOLDEN = Golden.read("maskrcnn_resnet18_fpn-gradients.json");

  private final Kernels kernels = Kernels.on(Device.cpu());
  private NDManager manager;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager();
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private MaskRcnn network(ConvStyle style, BoxHead head) {
    DetectorSpec spec =
        Detectors.get("maskrcnn_resnet18_fpn").spec(style, head, GOLDEN.get("classes").getAsInt());
    MaskRcnn network = new MaskRcnn(spec);
    network.initialize(manager);
    FormulaWeights.fill(network);
    return network;
  }

  private static List<float[]> boxes() {
    List<float[]> all = new ArrayList<>();
    for (JsonElement image : GOLDEN.getAsJsonArray("boxes")) {
      float[] own = new float[0];
      for (JsonElement box : image.getAsJsonArray()) {
        own = Boxes.concat(own, Golden.floats(box));
      }
      all.add(own);
    }
    return all;
  }

  /** The mean squares of the five outputs, in the reference's order. */
  private NDList losses(MaskRcnn network, Precision precision, List<float[]> boxes, long[] labels) {
    ParameterStore store = new ParameterStore(manager, false);
    NDArray images = FormulaWeights.classificationInput(manager, 2, 96, 128);
    NDArray x = kernels.channelsLast(manager, kernels.cast(manager, images, precision));
    NDList maps = network.detector().features(store, x, true);
    NDList outputs = new NDList(network.detector().proposals(store, maps, true));
    PooledRegions small = new RegionPooler(DetectorSpec.BOX_SIDE).pool(maps, boxes);
    outputs.addAll(network.detector().boxes(store, small, true));
    PooledRegions large = new RegionPooler(MaskRcnn.REGION_SIDE).pool(maps, boxes);
    outputs.add(network.masks(store, large, manager.create(labels), true));
    NDList losses = new NDList();
    for (NDArray output : outputs) {
      losses.add(output.mul(output).sum().div(Math.max(1, output.size())));
    }
    return losses;
  }

  private static NDArray total(NDList losses) {
    return losses.stream().reduce(NDArray::add).orElseThrow();
  }

  @Test
  void gradientsAreTorchvisions() {
    MaskRcnn network = network(ConvStyle.FROZEN_BATCH, BoxHead.TWO_FC);
    long[] labels = Golden.longs(GOLDEN.get("labels"));
    try (var collector = Engine.getInstance().newGradientCollector()) {
      NDList losses = losses(network, Precision.FP32, boxes(), labels);
      JsonArray expected = GOLDEN.getAsJsonArray("losses");
      for (int i = 0; i < expected.size(); i++) {
        double loss = expected.get(i).getAsDouble();
        assertEquals(loss, losses.get(i).getFloat(), 1e-5 * loss, "loss " + i);
      }
      collector.backward(total(losses));
    }
    JsonObject gradients = GOLDEN.getAsJsonObject("gradients");
    int seen = 0;
    for (Map.Entry<String, Parameter> entry : network.named().entrySet()) {
      if (entry.getValue().requiresGradient()) {
        JsonObject expected = gradients.getAsJsonObject(entry.getKey());
        double l2 = expected.get("l2").getAsDouble();
        float[] gradient = gradient(entry.getValue());
        assertEquals(l2, norm(gradient), 5e-4 * l2, entry.getKey());
        double sum = 0;
        for (float value : gradient) {
          sum += value;
        }
        double spread = 5e-4 * l2 * Math.sqrt(gradient.length);
        assertEquals(expected.get("sum").getAsDouble(), sum, spread, entry.getKey());
        seen++;
      }
    }
    assertEquals(gradients.size(), seen);
  }

  @Test
  void bfloat16LossesAreNearFloat32s() {
    MaskRcnn network = network(ConvStyle.FROZEN_BATCH, BoxHead.TWO_FC);
    long[] labels = Golden.longs(GOLDEN.get("labels"));
    try (var collector = Engine.getInstance().newGradientCollector()) {
      NDList losses = losses(network, Precision.BF16, boxes(), labels);
      JsonArray expected = GOLDEN.getAsJsonArray("losses");
      for (int i = 0; i < expected.size(); i++) {
        double loss = expected.get(i).getAsDouble();
        assertEquals(loss, losses.get(i).getFloat(), 0.02 * loss, "loss " + i);
      }
      collector.backward(total(losses));
    }
    assertGradientsAreFinite(network);
  }

  @ParameterizedTest
  @EnumSource
  void aBatchWithoutBoxesGivesEveryParameterAGradient(Precision precision) {
    MaskRcnn network = network(ConvStyle.FROZEN_BATCH, BoxHead.FOUR_CONV_FC);
    try (var collector = Engine.getInstance().newGradientCollector()) {
      List<float[]> none = List.of(new float[0], new float[0]);
      collector.backward(total(losses(network, precision, none, new long[0])));
    }
    assertGradientsAreFinite(network);
    float[] unused = gradient(network.named().get("roi_heads.mask_head.0.0.weight"));
    assertEquals(0, norm(unused));
  }

  @Test
  void groupNormWithStandardizedWeightsTrains() {
    ConvStyle style = new ConvStyle(Norm.GROUP, true);
    MaskRcnn network = network(style, BoxHead.FOUR_CONV_FC);
    long[] labels = Golden.longs(GOLDEN.get("labels"));
    try (var collector = Engine.getInstance().newGradientCollector()) {
      collector.backward(total(losses(network, Precision.BF16, boxes(), labels)));
    }
    assertGradientsAreFinite(network);
    assertTrue(norm(gradient(network.named().get("backbone.body.conv1.weight"))) > 0);
  }

  @Test
  void frozenLayersGetNoGradient() {
    MaskRcnn network = network(ConvStyle.BATCH, BoxHead.TWO_FC);
    network.detector().trainBackboneLayers(3);
    long[] labels = Golden.longs(GOLDEN.get("labels"));
    try (var collector = Engine.getInstance().newGradientCollector()) {
      collector.backward(total(losses(network, Precision.FP32, boxes(), labels)));
    }
    Map<String, Parameter> named = network.named();
    String frozen = "backbone.body.layer1.0.conv1.weight";
    assertTrue(!named.get(frozen).getArray().hasGradient(), frozen);
    assertTrue(norm(gradient(named.get("backbone.body.layer2.0.conv1.weight"))) > 0);
    assertEquals(
        0, named.get("backbone.body.layer1.0.bn1.num_batches_tracked").getArray().getLong());
    assertEquals(
        1, named.get("backbone.body.layer2.0.bn1.num_batches_tracked").getArray().getLong());
  }

  private static void assertGradientsAreFinite(MaskRcnn network) {
    network
        .named()
        .forEach(
            (name, parameter) -> {
              if (parameter.requiresGradient()) {
                assertTrue(Double.isFinite(norm(gradient(parameter))), name);
              }
            });
  }

  private static float[] gradient(Parameter parameter) {
    try (NDArray gradient = parameter.getArray().getGradient()) {
      return gradient.toFloatArray();
    }
  }

  private static double norm(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }
}
