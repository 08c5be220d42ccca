package io.finetune.run;

import ai.djl.training.ParameterStore;
import io.finetune.FinetuneException;
import io.finetune.block.Layer;
import io.finetune.box.Anchors;
import io.finetune.box.DetectionFilter;
import io.finetune.box.Nms;
import io.finetune.box.Proposals;
import io.finetune.detection.BoxDetector;
import io.finetune.detection.Detector;
import io.finetune.detection.DetectorSpec;
import io.finetune.detection.Detectors;
import io.finetune.detection.FasterRcnn;
import io.finetune.segmentation.MaskDetector;
import io.finetune.segmentation.MaskRcnn;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A detector's network as settings describe it; training and prediction build the same.
 *
 * @param boxes the part that finds boxes
 * @param masks the whole of a network that draws masks, of which {@code boxes} is a part; empty
 *     where there are none
 */
public record DetectorNetwork(FasterRcnn boxes, Optional<MaskRcnn> masks) {

  /** Overlaps from which on the less likely of two boxes goes, as in torchvision. */
  private static final double PROPOSAL_OVERLAP = 0.7;

  private static final double DETECTION_OVERLAP = 0.5;

  /**
   * Constructs a network, not yet initialised.
   *
   * @param choices model, norm, norm-eps, weight-standardization and box-head
   * @param classes the dataset's classes, without background
   * @return the network
   */
  public static DetectorNetwork of(Choices choices, int classes) {
    Detectors.Detector model = Detectors.get(choices.get(Settings.MODEL_NAME));
    DetectorSpec spec =
        model.spec(
            Sources.style(choices),
            DetectorSpec.BoxHead.valueOf(choices.get(Settings.BOX_HEAD).toUpperCase(Locale.ROOT)),
            classes);
    if (!model.masks()) {
      return new DetectorNetwork(new FasterRcnn(spec), Optional.empty());
    }
    MaskRcnn whole = new MaskRcnn(spec);
    return new DetectorNetwork(whole.detector(), Optional.of(whole));
  }

  /** Returns everything that has parameters. */
  public Layer whole() {
    return masks.<Layer>map(network -> network).orElse(boxes);
  }

  /**
   * Makes what finds objects with this network.
   *
   * @param choices anchor-sizes, test-proposals, score-threshold and detections
   * @param store where the parameters' arrays are found
   * @return the detector
   */
  public Detector finder(Choices choices, ParameterStore store) {
    DetectionFilter filter =
        new DetectionFilter(
            choices.get(Settings.SCORE_THRESHOLD),
            new Nms(DETECTION_OVERLAP),
            choices.get(Settings.DETECTIONS));
    Anchors anchors = anchors(choices);
    int count = choices.get(Settings.TEST_PROPOSALS);
    Proposals proposals = new Proposals(count, count, new Nms(PROPOSAL_OVERLAP), 0);
    return masks
        .<Detector>map(network -> new MaskDetector(network, store, anchors, proposals, filter))
        .orElseGet(() -> new BoxDetector(boxes, store, anchors, proposals, filter));
  }

  /** The boxes that proposals start from. */
  static Anchors anchors(Choices choices) {
    List<Integer> sizes = choices.get(Settings.ANCHOR_SIZES);
    if (sizes.size() != FasterRcnn.LEVELS || sizes.stream().anyMatch(size -> size < 1)) {
      throw new FinetuneException(
          "--anchor-sizes does not take "
              + Setting.format(sizes)
              + ": expected "
              + FasterRcnn.LEVELS
              + " sides in pixels, the finest level's first");
    }
    return Anchors.fpn(sizes);
  }

  /** Beginnings of the names of what depends on the number of classes. */
  List<String> predictors() {
    return masks.isPresent() ? MaskRcnn.PREDICTORS : FasterRcnn.PREDICTORS;
  }
}
