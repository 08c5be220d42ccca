package io.finetune.segmentation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Activation;
import ai.djl.training.ParameterStore;
import io.finetune.box.Anchors;
import io.finetune.box.DetectionFilter;
import io.finetune.box.Detections;
import io.finetune.box.ImageSize;
import io.finetune.box.Proposals;
import io.finetune.detection.BoxDetector;
import io.finetune.detection.Detector;
import io.finetune.detection.Findings;
import io.finetune.detection.PooledRegions;
import io.finetune.detection.RegionPooler;
import io.finetune.kernel.Gradients;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Drives a {@link MaskRcnn} from images to boxes and masks, as torchvision does in evaluation. */
public final class MaskDetector implements Detector {

  private final MaskRcnn network;
  private final ParameterStore store;
  private final BoxDetector boxes;
  private final RegionPooler pooler = new RegionPooler(MaskRcnn.REGION_SIDE);

  /**
   * Constructs a detector.
   *
   * @param network the network; not closed
   * @param store where the parameters' arrays are found
   * @param anchors the boxes it starts from
   * @param choice which boxes are proposed
   * @param filter which boxes become detections
   */
  public MaskDetector(
      MaskRcnn network,
      ParameterStore store,
      Anchors anchors,
      Proposals choice,
      DetectionFilter filter) {
    this.network = network;
    this.store = store;
    boxes = new BoxDetector(network.detector(), store, anchors, choice, filter);
  }

  @Override
  public List<Findings> detect(NDArray images, List<ImageSize> sizes) {
    return Gradients.off(() -> found(images, sizes));
  }

  private List<Findings> found(NDArray images, List<ImageSize> sizes) {
    try (NDManager step = images.getManager().newSubManager();
        NDList maps = network.detector().features(store, images, false)) {
      maps.attach(step); // what is computed from them goes with it
      return masks(maps, boxes.boxes(maps, boxes.proposals(maps, images.getShape(), sizes), sizes));
    }
  }

  /**
   * Draws the masks of detections.
   *
   * @param maps the pyramid's maps, finest first; not closed
   * @param detections for each image its detections, in pixels of the batch's images
   * @return for each image its detections with masks
   */
  List<Findings> masks(NDList maps, List<Detections> detections) {
    long[] labels =
        detections.stream()
            .flatMapToInt(each -> Arrays.stream(each.labels()))
            .asLongStream()
            .toArray();
    float[] masks = new float[0];
    if (labels.length > 0) {
      try (PooledRegions regions =
              pooler.pool(maps, detections.stream().map(Detections::boxes).toList());
          NDArray classes = maps.head().getManager().create(labels);
          NDArray logits = network.masks(store, regions, classes, false);
          NDArray probabilities = Activation.sigmoid(logits)) {
        masks = probabilities.toFloatArray();
      }
    }
    List<Findings> findings = new ArrayList<>();
    int from = 0;
    for (Detections each : detections) {
      int to = from + each.count() * MaskRcnn.MASK_SIDE * MaskRcnn.MASK_SIDE;
      findings.add(new Findings(each, Arrays.copyOfRange(masks, from, to)));
      from = to;
    }
    return findings;
  }
}
