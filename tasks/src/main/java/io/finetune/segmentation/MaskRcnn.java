package io.finetune.segmentation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.finetune.block.ConvChain;
import io.finetune.block.Layer;
import io.finetune.block.MaskPredictor;
import io.finetune.detection.DetectorSpec;
import io.finetune.detection.FasterRcnn;
import io.finetune.detection.PooledRegions;
import java.util.List;
import java.util.stream.Stream;

/**
 * Mask R-CNN (arXiv 1703.06870): a {@link FasterRcnn} and a branch that draws a mask in each
 * region, in torchvision's arrangement and names.
 */
public final class MaskRcnn extends Layer {

  /** Beginnings of the names of what depends on the number of classes. */
  public static final List<String> PREDICTORS =
      Stream.concat(
              FasterRcnn.PREDICTORS.stream(),
              Stream.of("roi_heads.mask_predictor.mask_fcn_logits."))
          .toList();

  /** Cells along the side of a region pooled for the mask head. */
  public static final int REGION_SIDE = 14;

  /** Pixels along the side of a mask. */
  public static final int MASK_SIDE = 2 * REGION_SIDE;

  private static final int CONVS = 4;

  private final FasterRcnn detector;
  private final ConvChain maskHead;
  private final MaskPredictor maskPredictor;

  /**
   * Constructs the network.
   *
   * @param spec its numbers
   */
  public MaskRcnn(DetectorSpec spec) {
    detector = layer("", new FasterRcnn(spec));
    maskHead =
        layer("roi_heads.mask_head", new ConvChain(CONVS, DetectorSpec.CHANNELS, spec.headStyle()));
    maskPredictor =
        layer(
            "roi_heads.mask_predictor",
            new MaskPredictor(DetectorSpec.CHANNELS, spec.classes() + 1));
  }

  /**
   * Returns everything but the mask branch.
   *
   * @return the part that finds boxes
   */
  public FasterRcnn detector() {
    return detector;
  }

  /**
   * Runs the mask branch.
   *
   * @param store where the parameters' arrays are found
   * @param regions of a {@link io.finetune.detection.RegionPooler} of side 14; not closed
   * @param labels int64 (R): the class whose mask is drawn, 1 to the number of classes, 0 being the
   *     background, in the order in which the boxes were given to the pooler; the caller's to
   *     check, because libtorch aborts on others
   * @param training whether batch statistics are used and updated
   * @return float32 logits (R, 28, 28) in the same order
   */
  public NDArray masks(
      ParameterStore store, PooledRegions regions, NDArray labels, boolean training) {
    NDList cells = new NDList(regions.cells());
    try (NDArray hidden = maskHead.forward(store, cells, training).head();
        NDArray own = regions.arrange(hidden.getManager(), labels)) {
      return regions.restore(
          maskPredictor.forward(store, new NDList(hidden, own), training).head());
    }
  }

  /** The stages that need nothing but images: logits and deltas of the proposals. */
  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    return detector.forward(store, inputs, training);
  }

  /** Counts the stages that need nothing but images. */
  @Override
  public long multiplyAdds(Shape... inputs) {
    return detector.multiplyAdds(inputs);
  }

  /**
   * Counts the multiply-adds of the mask branch.
   *
   * @param masks how many masks are drawn
   * @return those of its convolutions
   */
  public long maskMultiplyAdds(long masks) {
    Shape cells = new Shape(masks, DetectorSpec.CHANNELS, REGION_SIDE, REGION_SIDE);
    return maskHead.multiplyAdds(cells) + maskPredictor.multiplyAdds(cells);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return detector.getOutputShapes(inputShapes);
  }
}
