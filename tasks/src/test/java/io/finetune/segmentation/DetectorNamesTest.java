package io.finetune.segmentation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.finetune.block.ConvStyle;
import io.finetune.block.Layer;
import io.finetune.block.Norm;
import io.finetune.detection.DetectorSpec;
import io.finetune.detection.DetectorSpec.BoxHead;
import io.finetune.detection.Detectors;
import io.finetune.detection.FasterRcnn;
import io.finetune.detection.Golden;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The names under which detectors keep their weights. */
class DetectorNamesTest {

  private static Layer network(Detectors.Detector line, DetectorSpec spec) {
    return line.masks() ? new MaskRcnn(spec) : new FasterRcnn(spec);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fasterrcnn_resnet50_fpn",
        "fasterrcnn_resnet50_fpn_batchnorm",
        "maskrcnn_resnet50_fpn",
        "maskrcnn_resnet50_fpn_batchnorm"
      })
  void stateDictHasTorchvisionsNamesShapesAndOrder(String fixture) {
    ConvStyle style = fixture.endsWith("_batchnorm") ? ConvStyle.BATCH : ConvStyle.FROZEN_BATCH;
    Detectors.Detector line = Detectors.get(fixture.replace("_batchnorm", ""));
    Map<String, Parameter> named = network(line, line.spec(style, BoxHead.TWO_FC, 90)).named();
    JsonObject golden = Golden.read(fixture + ".json");
    JsonArray entries = golden.getAsJsonArray("state_dict");
    assertEquals(entries.size(), named.size());
    int i = 0;
    long trained = 0;
    for (Map.Entry<String, Parameter> entry : named.entrySet()) {
      JsonArray expected = entries.get(i++).getAsJsonArray();
      assertEquals(expected.get(0).getAsString(), entry.getKey());
      Parameter parameter = entry.getValue();
      assertEquals(new Shape(Golden.longs(expected.get(1))), parameter.getShape(), entry.getKey());
      boolean gradient = expected.get(3).getAsString().equals("parameter");
      assertEquals(gradient, parameter.requiresGradient(), entry.getKey());
      trained += gradient ? parameter.getShape().size() : 0;
    }
    assertEquals(golden.get("parameters").getAsLong(), trained);
  }

  @Test
  void freezingLeavesTorchvisionsTrainableParameters() {
    for (String name : new String[] {"fasterrcnn_resnet50_fpn", "maskrcnn_resnet50_fpn"}) {
      JsonObject golden = Golden.read(name + "-trainable.json");
      Detectors.Detector line = Detectors.get(name);
      for (int layers = 0; layers <= 5; layers++) {
        Layer network = network(line, line.spec(ConvStyle.FROZEN_BATCH, BoxHead.TWO_FC, 90));
        FasterRcnn detector =
            network instanceof MaskRcnn masks ? masks.detector() : (FasterRcnn) network;
        detector.trainBackboneLayers(layers);
        long trained =
            network.named().values().stream()
                .filter(Parameter::requiresGradient)
                .mapToLong(parameter -> parameter.getShape().size())
                .sum();
        assertEquals(golden.get(Integer.toString(layers)).getAsLong(), trained, name + layers);
      }
    }
  }

  @Test
  void normsAndTheLargeBoxHeadHaveTorchvisionsNames() {
    Detectors.Detector line = Detectors.get("maskrcnn_resnet50_fpn");
    Set<String> plain = names(line.spec(ConvStyle.FROZEN_BATCH, BoxHead.FOUR_CONV_FC, 90));
    Set<String> head =
        plain.stream()
            .filter(name -> name.contains("box_head"))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> expected = new TreeSet<>();
    for (String layer : new String[] {"0.0", "1.0", "2.0", "3.0", "5"}) {
      expected.add("roi_heads.box_head." + layer + ".weight");
      expected.add("roi_heads.box_head." + layer + ".bias");
    }
    assertEquals(expected, head);
    ConvStyle group = new ConvStyle(Norm.GROUP, true);
    Set<String> normed = names(line.spec(group, BoxHead.FOUR_CONV_FC, 90));
    assertTrue(
        normed.containsAll(
            Set.of(
                "backbone.body.bn1.weight",
                "backbone.fpn.inner_blocks.3.1.weight",
                "backbone.fpn.layer_blocks.0.1.bias",
                "rpn.head.conv.0.0.bias",
                "roi_heads.box_head.3.1.weight",
                "roi_heads.mask_head.0.1.bias")));
    assertTrue(normed.stream().noneMatch(name -> name.matches(".*(inner|layer)_blocks.*0\\.bias")));
    assertTrue(normed.stream().noneMatch(name -> name.contains("running_")));
  }

  private static Set<String> names(DetectorSpec spec) {
    return new MaskRcnn(spec).named().keySet();
  }

  @Test
  void everyLineOfTheTableBuilds() {
    for (Detectors.Detector line : Detectors.all()) {
      Layer network = network(line, line.spec(ConvStyle.FROZEN_BATCH, BoxHead.TWO_FC, 3));
      boolean masks =
          network.named().keySet().stream().anyMatch(n -> n.startsWith("roi_heads.mask_"));
      assertEquals(line.name().startsWith("maskrcnn_"), masks, line.name());
    }
  }
}
