package io.finetune.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.finetune.kernel.Kernels.After;
import java.util.List;

/**
 * A residual block (arXiv 1512.03385): a chain of convolutions whose last adds the block's input,
 * or a projection of it where the shape changes.
 *
 * <p>Input (N, C, H, W), output (N, C', H / stride, W / stride).
 */
public final class ResidualBlock extends Layer {

  private final List<ConvNorm> chain;
  private final ConvNorm projection;

  private ResidualBlock(List<ConvNorm> chain, ConvNorm projection) {
    this.chain = chain.stream().map(unit -> layer("", unit)).toList();
    this.projection = projection == null ? null : layer("", projection);
  }

  /**
   * Two 3x3 convolutions, as in ResNet-18 and ResNet-34.
   *
   * @param inputs channels that come in
   * @param outputs channels that go out
   * @param stride stride of the first convolution
   * @param style norm and weight standardization
   * @return the block
   */
  public static ResidualBlock basic(int inputs, int outputs, int stride, ConvStyle style) {
    return new ResidualBlock(
        List.of(
            unit(1, Conv2d.same(inputs, outputs, 3, stride), style, After.RELU),
            unit(2, Conv2d.same(outputs, outputs, 3, 1), style, After.ADD_RELU)),
        projection(inputs, outputs, stride, style));
  }

  /**
   * 1x1, 3x3, 1x1 convolutions with the stride on the 3x3, as torchvision has it.
   *
   * @param inputs channels that come in
   * @param width channels of the 3x3 convolution
   * @param outputs channels that go out
   * @param stride stride of the 3x3 convolution
   * @param groups groups of the 3x3 convolution
   * @param style norm and weight standardization
   * @return the block
   */
  public static ResidualBlock bottleneck(
      int inputs, int width, int outputs, int stride, int groups, ConvStyle style) {
    return new ResidualBlock(
        List.of(
            unit(1, Conv2d.same(inputs, width, 1, 1), style, After.RELU),
            unit(2, new Conv2d(width, width, 3, stride, 1, groups), style, After.RELU),
            unit(3, Conv2d.same(width, outputs, 1, 1), style, After.ADD_RELU)),
        projection(inputs, outputs, stride, style));
  }

  private static ConvNorm unit(int number, Conv2d conv, ConvStyle style, After after) {
    return new ConvNorm("conv" + number, "bn" + number, conv, style, after);
  }

  private static ConvNorm projection(int inputs, int outputs, int stride, ConvStyle style) {
    if (stride == 1 && inputs == outputs) {
      return null;
    }
    Conv2d conv = Conv2d.same(inputs, outputs, 1, stride);
    return new ConvNorm("downsample.0", "downsample.1", conv, style, After.NOTHING);
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    NDArray x = inputs.head();
    NDArray shortcut = projection == null ? x : projection.apply(store, x, null, training);
    NDArray y = x;
    for (int i = 0; i < chain.size(); i++) {
      boolean last = i == chain.size() - 1;
      NDArray next = chain.get(i).apply(store, y, last ? shortcut : null, training);
      if (y != x) {
        y.close();
      }
      y = next;
    }
    if (shortcut != x) {
      shortcut.close();
    }
    return new NDList(y);
  }

  @Override
  public long multiplyAdds(Shape... inputs) {
    long sum = projection == null ? 0 : projection.multiplyAdds(inputs);
    Shape[] shapes = inputs;
    for (ConvNorm unit : chain) {
      sum += unit.multiplyAdds(shapes);
      shapes = unit.getOutputShapes(shapes);
    }
    return sum;
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape[] shapes = inputShapes;
    for (ConvNorm unit : chain) {
      shapes = unit.getOutputShapes(shapes);
    }
    return shapes;
  }
}
