package io.finetune.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.finetune.kernel.Kernels;
import io.finetune.kernel.Precision;

/**
 * The last layers of a box head, computed in float32: features (R, F) to class logits (R, K) and
 * box deltas (R, 4 K), where class 0 is the background.
 */
public final class BoxPredictor extends Layer {

  private final Linear logits;
  private final Linear deltas;

  /**
   * Constructs the layers.
   *
   * @param features features of a region
   * @param classes classes, the background among them
   */
  public BoxPredictor(int features, int classes) {
    logits = layer("cls_score", new Linear(features, classes));
    deltas = layer("bbox_pred", new Linear(features, 4 * classes));
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    NDArray x = inputs.head();
    try (NDArray exact = Kernels.on(x.getDevice()).cast(x.getManager(), x, Precision.FP32)) {
      NDList features = new NDList(exact);
      return new NDList(
          logits.forward(store, features, training).head(),
          deltas.forward(store, features, training).head());
    }
  }

  @Override
  public long multiplyAdds(Shape... inputs) {
    return logits.multiplyAdds(inputs) + deltas.multiplyAdds(inputs);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {
      logits.getOutputShapes(inputShapes)[0], deltas.getOutputShapes(inputShapes)[0]
    };
  }
}
