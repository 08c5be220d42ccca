package io.finetune.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.finetune.kernel.Kernels;
import io.finetune.kernel.Kernels.After;
import java.util.ArrayList;
import java.util.List;

/**
 * A ResNet without its classifier, in torchvision's arrangement and names.
 *
 * <p>Input (N, 3, H, W), normalised, float32 or bfloat16. Output: the last stage, (N, channels, H /
 * 32, W / 32) for the ImageNet stem; {@link #features} gives every stage.
 */
public final class ResNet extends Layer {

  private final ResNetSpec spec;
  private final ConvNorm stem;
  private final List<Stage> stages = new ArrayList<>();

  /**
   * Constructs the network.
   *
   * @param spec its numbers
   * @param style norm and weight standardization of every convolution
   */
  public ResNet(ResNetSpec spec, ConvStyle style) {
    this.spec = spec;
    boolean small = spec.stem() == ResNetSpec.Stem.CIFAR;
    Conv2d first = small ? Conv2d.same(3, spec.width(), 3, 1) : Conv2d.same(3, spec.width(), 7, 2);
    stem = layer("", new ConvNorm("conv1", "bn1", first, style, After.RELU));
    int channels = spec.width();
    for (int i = 0; i < spec.blocks().size(); i++) {
      Stage stage = layer("layer" + (i + 1), new Stage(spec, i, channels, style));
      stages.add(stage);
      channels = spec.channels(i);
    }
  }

  /** The blocks that share a resolution. */
  private static final class Stage extends Layer {

    private final List<ResidualBlock> blocks = new ArrayList<>();

    Stage(ResNetSpec spec, int stage, int inputs, ConvStyle style) {
      int channels = inputs;
      for (int i = 0; i < spec.blocks().get(stage); i++) {
        int stride = stage > 0 && i == 0 ? 2 : 1;
        blocks.add(layer(Integer.toString(i), spec.block(stage, channels, stride, style)));
        channels = spec.channels(stage);
      }
    }

    /** Runs the blocks and closes what lies between them, so that memory frees at once. */
    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      NDArray x = inputs.head();
      for (ResidualBlock block : blocks) {
        NDArray next = block.forward(store, new NDList(x), training, params).head();
        if (x != inputs.head()) {
          x.close();
        }
        x = next;
      }
      return new NDList(x);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
      Shape[] shapes = inputShapes;
      for (ResidualBlock block : blocks) {
        shapes = block.getOutputShapes(shapes);
      }
      return shapes;
    }
  }

  /**
   * Freezes the stem and the first stages: their weights get no gradient, cost no backward time,
   * and their running statistics stay.
   *
   * @param count 0 for the stem alone, up to the number of stages for the whole network
   */
  public void freezeStages(int count) {
    if (count < 0 || count > stages.size()) {
      throw new IllegalArgumentException(
          "a network of " + stages.size() + " stages cannot freeze " + count + " of them");
    }
    stem.freeze();
    stages.subList(0, count).forEach(Layer::freeze);
  }

  /**
   * Runs the network and keeps every stage's output.
   *
   * @param store where the parameters' arrays are found
   * @param images (N, 3, H, W); not closed
   * @param training whether batch statistics are used and updated
   * @return one array a stage, finest first, attached to the manager of {@code images}
   */
  public NDList features(ParameterStore store, NDArray images, boolean training) {
    NDList features = new NDList();
    NDArray x = stem(store, images, training);
    NDArray entry = x;
    for (Stage stage : stages) {
      x = stage.forward(store, new NDList(x), training).head();
      features.add(x);
    }
    entry.close();
    return features;
  }

  private NDArray stem(ParameterStore store, NDArray images, boolean training) {
    NDArray x = stem.apply(store, images, null, training);
    if (spec.stem() == ResNetSpec.Stem.CIFAR) {
      return x;
    }
    try (NDArray full = x) {
      return Kernels.on(full.getDevice()).maxPool(images.getManager(), full);
    }
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    NDArray x = stem(store, inputs.head(), training);
    for (Stage stage : stages) {
      try (NDArray before = x) {
        x = stage.forward(store, new NDList(before), training).head();
      }
    }
    return new NDList(x);
  }

  /**
   * Returns the number of stages.
   *
   * @return 4 with the ImageNet stem, 3 in the narrow CIFAR networks
   */
  public int stages() {
    return stages.size();
  }

  /**
   * Returns the channels of the last stage.
   *
   * @return how many features a classifier sees
   */
  public int channels() {
    return spec.channels(stages.size() - 1);
  }

  @Override
  public long multiplyAdds(Shape... inputs) {
    long sum = stem.multiplyAdds(inputs);
    Shape[] shapes = stemShapes(inputs);
    for (Stage stage : stages) {
      sum += stage.multiplyAdds(shapes);
      shapes = stage.getOutputShapes(shapes);
    }
    return sum;
  }

  /**
   * Returns the shapes of {@link #features}.
   *
   * @param images (N, 3, H, W)
   * @return one a stage, finest first
   */
  public Shape[] featureShapes(Shape images) {
    Shape[] features = new Shape[stages.size()];
    Shape[] shapes = stemShapes(images);
    for (int i = 0; i < features.length; i++) {
      shapes = stages.get(i).getOutputShapes(shapes);
      features[i] = shapes[0];
    }
    return features;
  }

  /** What leaves the stem, pooled where it pools. */
  private Shape[] stemShapes(Shape... images) {
    Shape[] shapes = stem.getOutputShapes(images);
    if (spec.stem() == ResNetSpec.Stem.CIFAR) {
      return shapes;
    }
    Shape s = shapes[0];
    return new Shape[] {new Shape(s.get(0), s.get(1), (s.get(2) + 1) / 2, (s.get(3) + 1) / 2)};
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape[] features = featureShapes(inputShapes[0]);
    return new Shape[] {features[features.length - 1]};
  }
}
