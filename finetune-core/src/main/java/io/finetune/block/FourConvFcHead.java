package io.finetune.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/**
 * Four 3x3 convolutions and one fully connected layer over pooled regions (4conv1fc, arXiv
 * 1803.08494), with the names of torchvision's {@code FastRCNNConvFCHead}: (R, C, side, side) to
 * (R, features), in the dtype of the input.
 */
public final class FourConvFcHead extends Layer {

  private static final int CONVS = 4;

  private final int features;
  private final ConvChain convs;
  private final Linear fc;

  /**
   * Constructs the head.
   *
   * @param channels channels of the regions, kept by the convolutions
   * @param side cells along a region's side
   * @param features outputs
   * @param style norm of the convolutions
   */
  public FourConvFcHead(int channels, int side, int features, ConvStyle style) {
    this.features = features;
    convs = layer("", new ConvChain(CONVS, channels, style));
    // the flattening between them is number 4
    fc = layer("5", Linear.relu(channels * side * side, features));
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    try (NDArray maps = convs.forward(store, inputs, training).head();
        NDArray flat = TwoFcHead.flat(maps)) {
      return fc.forward(store, new NDList(flat), training);
    }
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {new Shape(inputShapes[0].get(0), features)};
  }
}
