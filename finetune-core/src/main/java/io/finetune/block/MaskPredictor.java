package io.finetune.block;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.finetune.kernel.DetectionKernels;

/**
 * The last layers of a mask head: a transposed convolution of stride 2, a ReLU and a 1x1
 * convolution, of which only the class of each region is computed.
 *
 * <p>Input: maps (R, C, H, W) and labels int64 (R), 0 to classes - 1 with the background as 0, the
 * caller's to check; output: logits (R, 2 H, 2 W), float32.
 */
public final class MaskPredictor extends Layer {

  private final Parameter upWeight;
  private final Parameter upBias;
  private final Parameter classWeight;
  private final Parameter classBias;

  /**
   * Constructs the layers.
   *
   * @param channels channels of the maps
   * @param classes classes, the background among them
   */
  public MaskPredictor(int channels, int classes) {
    upWeight =
        parameter("conv5_mask.weight", Initializers.KAIMING_FAN_OUT, channels, channels, 2, 2);
    upBias = parameter("conv5_mask.bias", Initializers.uniform(4L * channels), channels);
    classWeight =
        parameter("mask_fcn_logits.weight", Initializers.KAIMING_FAN_OUT, classes, channels, 1, 1);
    classBias = parameter("mask_fcn_logits.bias", Initializers.uniform(channels), classes);
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    NDArray x = inputs.get(0);
    Device device = x.getDevice();
    return new NDList(
        DetectionKernels.on(device)
            .maskLogits(
                x.getManager(),
                x,
                store.getValue(upWeight, device, training),
                store.getValue(upBias, device, training),
                store.getValue(classWeight, device, training),
                store.getValue(classBias, device, training),
                inputs.get(1)));
  }

  /** Only a region's own class is drawn. */
  @Override
  public long multiplyAdds(Shape... inputs) {
    Shape s = inputs[0];
    long channels = s.get(1);
    long drawn = getOutputShapes(inputs)[0].size();
    return drawn * (channels * channels + channels);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape s = inputShapes[0];
    return new Shape[] {new Shape(s.get(0), 2 * s.get(2), 2 * s.get(3))};
  }
}
