package io.finetune.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/**
 * Two fully connected layers over pooled regions, torchvision's default box head: (R, C, side,
 * side) to (R, features), in the dtype of the input.
 */
public final class TwoFcHead extends Layer {

  private final int features;
  private final Linear fc6;
  private final Linear fc7;

  /**
   * Constructs the head.
   *
   * @param channels channels of the regions
   * @param side cells along a region's side
   * @param features outputs of both layers
   */
  public TwoFcHead(int channels, int side, int features) {
    this.features = features;
    fc6 = layer("fc6", Linear.relu(channels * side * side, features));
    fc7 = layer("fc7", Linear.relu(features, features));
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    try (NDArray flat = flat(inputs.head());
        NDArray hidden = fc6.forward(store, new NDList(flat), training).head()) {
      return fc7.forward(store, new NDList(hidden), training);
    }
  }

  /** (R, C, H, W) as (R, C H W). */
  static NDArray flat(NDArray regions) {
    Shape shape = regions.getShape();
    return regions.reshape(shape.get(0), shape.slice(1).size());
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {new Shape(inputShapes[0].get(0), features)};
  }
}
