package io.finetune.detection;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.finetune.block.BoxPredictor;
import io.finetune.block.Fpn;
import io.finetune.block.Layer;
import io.finetune.block.ResNet;
import io.finetune.block.RpnHead;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Faster R-CNN with a feature pyramid (arXiv 1506.01497, 1612.03144), in torchvision's arrangement
 * and names: the layers alone. It knows no targets and no losses, and what happens between its
 * stages (proposals, pooling) is the caller's: training and inference drive the same three.
 *
 * <p>Images are (N, 3, H, W), normalised, float32 or bfloat16; the stages' outputs that carry
 * meaning (logits, deltas) are float32.
 */
public final class FasterRcnn extends Layer {

  /** Beginnings of the names of what depends on the number of classes. */
  public static final List<String> PREDICTORS = List.of("roi_heads.box_predictor.");

  /** Parts of the backbone that can be frozen one by one: the stem and four stages. */
  public static final int BACKBONE_LAYERS = 5;

  /** Levels of the pyramid. */
  public static final int LEVELS = 5;

  private static final int ANCHORS = 3;

  private final ResNet body;
  private final Fpn fpn;
  private final RpnHead rpn;
  private final Layer boxHead;
  private final BoxPredictor boxPredictor;

  /**
   * Constructs the network.
   *
   * @param spec its numbers
   */
  public FasterRcnn(DetectorSpec spec) {
    List<Integer> channels =
        IntStream.range(0, spec.backbone().blocks().size())
            .mapToObj(spec.backbone()::channels)
            .toList();
    body = layer("backbone.body", new ResNet(spec.backbone(), spec.style()));
    fpn = layer("backbone.fpn", new Fpn(channels, DetectorSpec.CHANNELS, spec.headStyle()));
    rpn = layer("rpn.head", new RpnHead(DetectorSpec.CHANNELS, ANCHORS));
    boxHead = layer("roi_heads.box_head", spec.newBoxHead());
    boxPredictor =
        layer(
            "roi_heads.box_predictor", new BoxPredictor(DetectorSpec.FEATURES, spec.classes() + 1));
  }

  /**
   * Keeps a part of the backbone as it was loaded, as torchvision's {@code
   * trainable_backbone_layers} does.
   *
   * @param trained how many of the backbone's five parts (stem and four stages) are trained,
   *     counted from the last stage; 5 trains all, 0 none
   */
  public void trainBackboneLayers(int trained) {
    if (trained < 0 || trained > body.stages() + 1) {
      throw new IllegalArgumentException(
          "0 to " + (body.stages() + 1) + " layers of the backbone can be trained, not " + trained);
    }
    if (trained <= body.stages()) {
      body.freezeStages(body.stages() - trained);
    }
  }

  /**
   * Runs backbone and pyramid.
   *
   * @param store where the parameters' arrays are found
   * @param images (N, 3, H, W); not closed
   * @param training whether batch statistics are used and updated
   * @return the pyramid's {@link #LEVELS} maps, finest first, (N, 256, H / 4, W / 4) to (N, 256, H
   *     / 64, W / 64) rounded up, attached to the manager of {@code images}
   */
  public NDList features(ParameterStore store, NDArray images, boolean training) {
    try (NDList maps = body.features(store, images, training)) {
      return fpn.forward(store, maps, training);
    }
  }

  /**
   * Runs the proposal head.
   *
   * @param store where the parameters' arrays are found
   * @param features of {@link #features}; not closed
   * @param training whether this is training
   * @return float32 objectness logits (N, S) and box deltas (N, S, 4) of the S anchors, by level,
   *     row, column, anchor
   */
  public NDList proposals(ParameterStore store, NDList features, boolean training) {
    return rpn.forward(store, features, training);
  }

  /**
   * Runs the box head.
   *
   * @param store where the parameters' arrays are found
   * @param regions of a {@link RegionPooler} of side 7; not closed
   * @param training whether batch statistics are used and updated
   * @return float32 class logits (R, classes + 1), the background as class 0, and box deltas (R, 4
   *     (classes + 1)), in the order in which the boxes were given to the pooler
   */
  public NDList boxes(ParameterStore store, PooledRegions regions, boolean training) {
    try (NDList hidden = boxHead.forward(store, new NDList(regions.cells()), training)) {
      NDList outputs = boxPredictor.forward(store, hidden, training);
      outputs.replaceAll(regions::restore);
      return outputs;
    }
  }

  /** The stages that need nothing but images: logits and deltas of the proposals. */
  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    try (NDList maps = features(store, inputs.head(), training)) {
      return proposals(store, maps, training);
    }
  }

  /** Counts the stages that need nothing but images. */
  @Override
  public long multiplyAdds(Shape... inputs) {
    Shape[] maps = body.featureShapes(inputs[0]);
    return body.multiplyAdds(inputs[0])
        + fpn.multiplyAdds(maps)
        + rpn.multiplyAdds(fpn.getOutputShapes(maps));
  }

  /**
   * Counts the multiply-adds of a whole pass.
   *
   * @param images (N, 3, H, W)
   * @param regions the proposals of all images together
   * @return those of convolutions and fully connected layers
   */
  public long multiplyAdds(Shape images, long regions) {
    Shape[] cells = {
      new Shape(regions, DetectorSpec.CHANNELS, DetectorSpec.BOX_SIDE, DetectorSpec.BOX_SIDE)
    };
    return multiplyAdds(images)
        + boxHead.multiplyAdds(cells)
        + boxPredictor.multiplyAdds(boxHead.getOutputShapes(cells));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape images = inputShapes[0];
    long height = half(half(images.get(2)));
    long width = half(half(images.get(3)));
    long anchors = 0;
    for (int level = 0; level < LEVELS; level++) {
      anchors += ANCHORS * height * width;
      height = half(height);
      width = half(width);
    }
    return new Shape[] {new Shape(images.get(0), anchors), new Shape(images.get(0), anchors, 4)};
  }

  private static long half(long side) {
    return (side + 1) / 2;
  }
}
