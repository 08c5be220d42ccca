package io.finetune.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.finetune.kernel.Kernels.After;
import java.util.ArrayList;
import java.util.List;

/**
 * 3x3 convolutions with ReLUs that keep channels and size: (R, C, H, W) to the same, in the dtype
 * of the input. With four of 256 channels it is the mask head of Mask R-CNN (arXiv 1703.06870).
 *
 * <p>Names are torchvision's: {@code 0.0.weight}, {@code 0.0.bias}, or with a norm {@code
 * 0.1.weight} and so on.
 */
public final class ConvChain extends Layer {

  private final List<ConvNorm> convs = new ArrayList<>();

  /**
   * Constructs the chain.
   *
   * @param length how many convolutions
   * @param channels channels of all of them
   * @param style norm of the convolutions
   */
  public ConvChain(int length, int channels, ConvStyle style) {
    Conv2d conv = Conv2d.same(channels, channels, 3, 1);
    for (int i = 0; i < length; i++) {
      convs.add(layer(Integer.toString(i), new ConvNorm("0", "1", conv, style, After.RELU)));
    }
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    NDArray x = inputs.head();
    for (ConvNorm conv : convs) {
      NDArray next = conv.apply(store, x, null, training);
      if (x != inputs.head()) {
        x.close();
      }
      x = next;
    }
    return new NDList(x);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {inputShapes[0]};
  }
}
