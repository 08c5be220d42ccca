package io.finetune.segmentation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import io.finetune.block.ConvStyle;
import io.finetune.block.Layer;
import io.finetune.detection.DetectorSpec;
import io.finetune.detection.DetectorSpec.BoxHead;
import io.finetune.detection.DetectorWeights;
import io.finetune.detection.Detectors;
import io.finetune.detection.FasterRcnn;
import io.finetune.weight.LoadReport;
import io.finetune.weight.Tensor;
import io.finetune.weight.Weights;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights that go between the two detectors. */
class MaskWeightsTest {

  private static DetectorSpec spec(int classes) {
    return Detectors.get("maskrcnn_resnet18_fpn")
        .spec(ConvStyle.FROZEN_BATCH, BoxHead.TWO_FC, classes);
  }

  private static Weights weights(Layer layer) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    layer.state().forEach((name, array) -> tensors.put(name, Tensor.of(array)));
    return new Weights(tensors, Map.of());
  }

  @Test
  void weightsWithoutMasksLeaveTheMaskBranchNew() {
    try (NDManager manager = NDManager.newBaseManager()) {
      FasterRcnn boxes = new FasterRcnn(spec(3));
      MaskRcnn masks = new MaskRcnn(spec(3));
      boxes.initialize(manager);
      masks.initialize(manager);
      LoadReport up = DetectorWeights.load(weights(boxes), masks, MaskRcnn.PREDICTORS);
      assertEquals(boxes.state().size(), up.loaded().size());
      assertEquals(12, up.replaced().size());
      assertTrue(up.replaced().stream().allMatch(name -> name.startsWith("roi_heads.mask_")));
      LoadReport down = DetectorWeights.load(weights(masks), boxes, FasterRcnn.PREDICTORS);
      assertEquals(List.of(), down.replaced());
      assertEquals(12, down.unexpected().size());
    }
  }

  @Test
  void ourOwnFilesComeBackAndOtherClassesKeepWhatDoesNotDependOnThem(@TempDir Path folder) {
    try (NDManager manager = NDManager.newBaseManager()) {
      MaskRcnn written = new MaskRcnn(spec(5));
      written.initialize(manager);
      Path file = folder.resolve("model.safetensors");
      weights(written).write(file);
      MaskRcnn same = new MaskRcnn(spec(5));
      same.initialize(manager);
      LoadReport report = DetectorWeights.load(Weights.read(file), same, MaskRcnn.PREDICTORS);
      assertEquals(List.of(), report.replaced());
      same.state().forEach((name, a) -> assertEquals(a, written.state().get(name), name));
      MaskRcnn other = new MaskRcnn(spec(2));
      other.initialize(manager);
      LoadReport part = DetectorWeights.load(Weights.read(file), other, MaskRcnn.PREDICTORS);
      assertEquals(
          List.of(
              "roi_heads.box_predictor.cls_score.weight",
              "roi_heads.box_predictor.cls_score.bias",
              "roi_heads.box_predictor.bbox_pred.weight",
              "roi_heads.box_predictor.bbox_pred.bias",
              "roi_heads.mask_predictor.mask_fcn_logits.weight",
              "roi_heads.mask_predictor.mask_fcn_logits.bias"),
          part.replaced());
    }
  }
}
