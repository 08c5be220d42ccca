package io.finetune.detection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDManager;
import io.finetune.WeightException;
import io.finetune.block.Backbones;
import io.finetune.block.Classifier;
import io.finetune.block.ConvStyle;
import io.finetune.block.FormulaWeights;
import io.finetune.block.Layer;
import io.finetune.block.ResNet;
import io.finetune.detection.DetectorSpec.BoxHead;
import io.finetune.weight.LoadReport;
import io.finetune.weight.Tensor;
import io.finetune.weight.WeightSource;
import io.finetune.weight.WeightSources;
import io.finetune.weight.Weights;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights of detectors and of classifiers in a detector. */
class DetectorWeightsTest {

  private static final String BIAS = "backbone.fpn.inner_blocks.2.0.bias";

  private NDManager manager;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager();
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private FasterRcnn small(int classes) {
    FasterRcnn network =
        new FasterRcnn(
            Detectors.get("fasterrcnn_resnet18_fpn")
                .spec(ConvStyle.FROZEN_BATCH, BoxHead.TWO_FC, classes));
    network.initialize(manager);
    return network;
  }

  private static Map<String, Tensor> formula(Layer layer) {
    FormulaWeights.fill(layer);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    layer.state().forEach((name, array) -> tensors.put(name, Tensor.of(array)));
    return tensors;
  }

  private static Set<String> firsts(List<String> names, int parts) {
    return names.stream()
        .map(name -> String.join(".", List.of(name.split("\\.", -1)).subList(0, parts)))
        .collect(Collectors.toSet());
  }

  @Test
  void olderNamesAreTorchvisionsPresentOnes() {
    int seen = 0;
    for (String model : new String[] {"fasterrcnn_resnet50_fpn", "maskrcnn_resnet50_fpn"}) {
      var renames = Golden.read(model + ".json").getAsJsonObject("version1_renames");
      for (String old : renames.keySet()) {
        String present = renames.get(old).getAsString();
        assertEquals(present, DetectorWeights.present(old));
        assertEquals(present, DetectorWeights.present(present));
        seen++;
      }
    }
    assertEquals(18 + 26, seen);
  }

  @Test
  void aDetectorsWeightsUnderOlderNamesAreLoadedWhole() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    formula(small(3))
        .forEach(
            (name, tensor) ->
                tensors.put(
                    name.replaceAll("(blocks\\.\\d|conv\\.0)\\.0\\.", "$1.")
                        .replace("rpn.head.conv.0.", "rpn.head.conv."),
                    tensor));
    assertTrue(tensors.containsKey("backbone.fpn.inner_blocks.2.bias"));
    assertTrue(tensors.containsKey("rpn.head.conv.weight"));
    FasterRcnn network = small(3);
    LoadReport report =
        DetectorWeights.load(new Weights(tensors, Map.of()), network, FasterRcnn.PREDICTORS);
    assertEquals(network.state().size(), report.loaded().size());
    assertEquals(List.of(), report.unexpected());
    assertArrayEquals(
        tensors.get("backbone.fpn.inner_blocks.2.bias").toFloats(),
        network.state().get(BIAS).toFloatArray());
  }

  @Test
  void anotherNumberOfClassesKeepsNewPredictors() {
    Weights weights = new Weights(formula(small(90)), Map.of());
    LoadReport report = DetectorWeights.load(weights, small(3), FasterRcnn.PREDICTORS);
    assertEquals(
        List.of(
            "roi_heads.box_predictor.cls_score.weight",
            "roi_heads.box_predictor.cls_score.bias",
            "roi_heads.box_predictor.bbox_pred.weight",
            "roi_heads.box_predictor.bbox_pred.bias"),
        report.replaced());
    assertTrue(report.toString().contains("cls_score"), report.toString());
  }

  @Test
  void aClassifiersWeightsBecomeTheBackbone() {
    Classifier classifier =
        new Classifier(new ResNet(Backbones.get("resnet18").spec(), ConvStyle.BATCH), 10);
    classifier.initialize(manager);
    Map<String, Tensor> tensors = formula(classifier);
    FasterRcnn network = small(3);
    LoadReport report =
        DetectorWeights.load(new Weights(tensors, Map.of()), network, FasterRcnn.PREDICTORS);
    assertEquals(Set.of("backbone.body"), firsts(report.loaded(), 2));
    assertEquals(100, report.loaded().size());
    assertEquals(
        Set.of("backbone.fpn", "rpn.head", "roi_heads.box_head", "roi_heads.box_predictor"),
        firsts(report.replaced(), 2));
    assertTrue(report.unexpected().containsAll(List.of("fc.weight", "fc.bias")));
    assertArrayEquals(
        tensors.get("layer4.1.conv2.weight").toFloats(),
        network.state().get("backbone.body.layer4.1.conv2.weight").toFloatArray());
  }

  @Test
  void missingTensorsAreRefusedAndNothingChanges() {
    Map<String, Tensor> tensors = formula(small(3));
    tensors.remove("rpn.head.bbox_pred.weight");
    FasterRcnn network = small(3);
    float[] before = network.state().get(BIAS).toFloatArray();
    WeightException error =
        assertThrows(
            WeightException.class,
            () ->
                DetectorWeights.load(
                    new Weights(tensors, Map.of()), network, FasterRcnn.PREDICTORS));
    assertTrue(error.getMessage().contains("rpn.head.bbox_pred.weight"), error.getMessage());
    assertArrayEquals(before, network.state().get(BIAS).toFloatArray());
  }

  @Test
  @Tag("shared")
  void theZoosArchiveFillsTheNetwork(@TempDir Path cache) {
    Path mirror =
        Path.of(System.getProperty("finetune.shared", "../../shared"), "mlrepo")
            .toAbsolutePath()
            .normalize();
    assumeTrue(Files.isDirectory(mirror), mirror + " is not here; give -Dfinetune.shared");
    WeightSources sources =
        new WeightSources(cache, mirror.toUri(), card -> Optional.empty(), (done, all) -> {});
    Weights weights =
        sources.read(WeightSource.parse("djl://ai.djl.pytorch/faster_rcnn", "")).orElseThrow();
    FasterRcnn network =
        new FasterRcnn(
            Detectors.get("fasterrcnn_resnet50_fpn")
                .spec(ConvStyle.FROZEN_BATCH, BoxHead.TWO_FC, 90));
    network.initialize(manager);
    LoadReport report = DetectorWeights.load(weights, network, FasterRcnn.PREDICTORS);
    assertEquals(network.state().size(), report.loaded().size());
    assertEquals(List.of(), report.unexpected());
    float[] loaded = network.state().get(BIAS).toFloatArray();
    FormulaWeights.fill(network);
    assertArrayEquals(network.state().get(BIAS).toFloatArray(), loaded);
  }
}
