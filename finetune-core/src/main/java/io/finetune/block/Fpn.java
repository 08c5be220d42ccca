package io.finetune.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.finetune.kernel.DetectionKernels;
import io.finetune.kernel.Kernels.After;
import java.util.ArrayList;
import java.util.List;

/**
 * A feature pyramid (arXiv 1612.03144) with an extra, coarsest level taken from the last one, in
 * torchvision's arrangement and names.
 *
 * <p>Input: the maps of a backbone, finest first, (N, C_i, H_i, W_i), each side half of the one
 * before, rounded up. Output: as many maps (N, channels, H_i, W_i) and one of half the last one's
 * sides, in the dtype of the input.
 */
public final class Fpn extends Layer {

  private final List<ConvNorm> lateral = new ArrayList<>();
  private final List<ConvNorm> smooth = new ArrayList<>();
  private final int channels;

  /**
   * Constructs the pyramid.
   *
   * @param inputs channels of each map that comes in, finest first
   * @param channels channels of every map that goes out
   * @param style norm of its convolutions
   */
  public Fpn(List<Integer> inputs, int channels, ConvStyle style) {
    this.channels = channels;
    for (int i = 0; i < inputs.size(); i++) {
      lateral.add(unit("inner_blocks." + i, Conv2d.same(inputs.get(i), channels, 1, 1), style));
    }
    for (int i = 0; i < inputs.size(); i++) {
      smooth.add(unit("layer_blocks." + i, Conv2d.same(channels, channels, 3, 1), style));
    }
  }

  private ConvNorm unit(String name, Conv2d conv, ConvStyle style) {
    return layer(
        name, new ConvNorm("0", "1", conv, style, After.NOTHING, Initializers.KAIMING_FAN_IN));
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    if (inputs.size() != lateral.size()) {
      throw new IllegalArgumentException(
          "the pyramid takes " + lateral.size() + " maps, got " + inputs.size());
    }
    NDManager scope = inputs.head().getManager();
    DetectionKernels kernels = DetectionKernels.on(inputs.head().getDevice());
    NDArray[] maps = new NDArray[inputs.size() + 1];
    NDArray merged = null;
    for (int i = inputs.size() - 1; i >= 0; i--) {
      NDArray own = lateral.get(i).apply(store, inputs.get(i), null, training);
      if (merged == null) {
        merged = own;
      } else {
        try (NDArray coarser = merged;
            NDArray finer = own) {
          merged = kernels.addUpsampled(scope, finer, coarser);
        }
      }
      maps[i] = smooth.get(i).apply(store, merged, null, training);
    }
    merged.close();
    maps[inputs.size()] = kernels.subsample(scope, maps[inputs.size() - 1]);
    return new NDList(maps);
  }

  /**
   * Returns the channels of every map that goes out.
   *
   * @return how many
   */
  public int channels() {
    return channels;
  }

  @Override
  public long multiplyAdds(Shape... inputs) {
    Shape[] outputs = getOutputShapes(inputs);
    long sum = 0;
    for (int i = 0; i < inputs.length; i++) {
      sum += lateral.get(i).multiplyAdds(inputs[i]) + smooth.get(i).multiplyAdds(outputs[i]);
    }
    return sum;
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape[] shapes = new Shape[inputShapes.length + 1];
    for (int i = 0; i < inputShapes.length; i++) {
      Shape s = inputShapes[i];
      shapes[i] = new Shape(s.get(0), channels, s.get(2), s.get(3));
    }
    Shape last = shapes[inputShapes.length - 1];
    shapes[inputShapes.length] =
        new Shape(last.get(0), channels, (last.get(2) + 1) / 2, (last.get(3) + 1) / 2);
    return shapes;
  }
}
