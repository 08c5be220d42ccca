package io.finetune.block;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.finetune.kernel.Kernels;

/**
 * A fully connected layer, optionally with a ReLU: (N, inputs) to (N, outputs), in the dtype of its
 * input.
 */
public final class Linear extends Layer {

  private final int inputs;
  private final int outputs;
  private final boolean relu;
  private final Parameter weight;
  private final Parameter bias;

  /**
   * Constructs the layer.
   *
   * @param inputs features that come in
   * @param outputs features that go out
   */
  public Linear(int inputs, int outputs) {
    this(inputs, outputs, false);
  }

  private Linear(int inputs, int outputs, boolean relu) {
    this.relu = relu;
    this.inputs = inputs;
    this.outputs = outputs;
    weight = parameter("weight", Initializers.uniform(inputs), outputs, inputs);
    bias = parameter("bias", Initializers.uniform(inputs), outputs);
  }

  /**
   * A layer with a ReLU.
   *
   * @param inputs features that come in
   * @param outputs features that go out
   * @return the layer
   */
  public static Linear relu(int inputs, int outputs) {
    return new Linear(inputs, outputs, true);
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList arrays, boolean training, PairList<String, Object> params) {
    NDArray x = arrays.head();
    Shape shape = x.getShape();
    if (shape.dimension() != 2 || shape.get(1) != inputs) {
      throw new IllegalArgumentException("a linear layer takes (N, " + inputs + "), got " + shape);
    }
    Device device = x.getDevice();
    NDArray w = store.getValue(weight, device, training);
    NDArray b = store.getValue(bias, device, training);
    Kernels kernels = Kernels.on(device);
    return new NDList(
        relu
            ? kernels.linearRelu(x.getManager(), x, w, b)
            : kernels.linear(x.getManager(), x, w, b));
  }

  @Override
  public long multiplyAdds(Shape... shapes) {
    return shapes[0].get(0) * inputs * outputs;
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {new Shape(inputShapes[0].get(0), outputs)};
  }
}
