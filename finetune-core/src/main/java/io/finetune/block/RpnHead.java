package io.finetune.block;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.finetune.kernel.DetectionKernels;
import io.finetune.kernel.Kernels.After;

/**
 * The head of a region proposal network (arXiv 1506.01497), in torchvision's arrangement and names.
 *
 * <p>Input: maps (N, C, H_i, W_i), finest first. Output, float32: objectness logits (N, S) and box
 * deltas (N, S, 4), where S counts the anchors of all maps, by map, row, column, anchor.
 */
public final class RpnHead extends Layer {

  private final int anchors;
  private final ConvNorm conv;
  private final Parameter logitsWeight;
  private final Parameter logitsBias;
  private final Parameter deltasWeight;
  private final Parameter deltasBias;

  /**
   * Constructs the head.
   *
   * @param channels channels of the maps
   * @param anchors anchors at each pixel
   */
  public RpnHead(int channels, int anchors) {
    this.anchors = anchors;
    conv =
        layer(
            "conv.0",
            new ConvNorm(
                "0",
                "1",
                Conv2d.same(channels, channels, 3, 1),
                ConvStyle.PLAIN,
                After.RELU,
                Initializers.NORMAL_HUNDREDTH));
    logitsWeight = weight("cls_logits", anchors, channels);
    logitsBias = parameter("cls_logits.bias", Initializers.ZEROS, anchors);
    deltasWeight = weight("bbox_pred", 4 * anchors, channels);
    deltasBias = parameter("bbox_pred.bias", Initializers.ZEROS, 4L * anchors);
  }

  private Parameter weight(String name, int outputs, int inputs) {
    return parameter(name + ".weight", Initializers.NORMAL_HUNDREDTH, outputs, inputs, 1, 1);
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList maps, boolean training, PairList<String, Object> params) {
    NDList logits = new NDList();
    NDList deltas = new NDList();
    for (NDArray map : maps) {
      NDList outputs = level(store, map, training);
      logits.add(outputs.get(0));
      deltas.add(outputs.get(1));
    }
    try (logits;
        deltas) {
      return new NDList(NDArrays.concat(logits, 1), NDArrays.concat(deltas, 1));
    }
  }

  private NDList level(ParameterStore store, NDArray map, boolean training) {
    Device device = map.getDevice();
    try (NDArray hidden = conv.apply(store, map, null, training)) {
      return DetectionKernels.on(device)
          .rpnOutputs(
              map.getManager(),
              hidden,
              store.getValue(logitsWeight, device, training),
              store.getValue(logitsBias, device, training),
              store.getValue(deltasWeight, device, training),
              store.getValue(deltasBias, device, training));
    }
  }

  @Override
  public long multiplyAdds(Shape... maps) {
    long sum = 0;
    for (Shape map : maps) {
      sum += conv.multiplyAdds(map) + 5L * anchors * map.size();
    }
    return sum;
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    long sum = 0;
    for (Shape shape : inputShapes) {
      sum += anchors * shape.get(2) * shape.get(3);
    }
    long n = inputShapes[0].get(0);
    return new Shape[] {new Shape(n, sum), new Shape(n, sum, 4)};
  }
}
