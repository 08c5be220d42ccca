package io.finetune.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.initializer.Initializer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A DJL block whose parameters and buffers carry torchvision's names, whose shapes are known when
 * it is built, and which can be frozen.
 *
 * <p>Buffers (running statistics) are parameters that need no gradient, as in DJL.
 */
public abstract class Layer extends AbstractBlock {

  private static final byte VERSION = 1;

  private final Map<String, Parameter> named = new LinkedHashMap<>();
  private final Map<String, Layer> layers = new LinkedHashMap<>();
  private boolean frozen;

  /** Constructs a layer without parameters. */
  protected Layer() {
    super(VERSION);
  }

  /**
   * Adds a trained parameter.
   *
   * @param name its name below this layer, such as {@code conv1.weight}
   * @param initializer its first values
   * @param shape its shape
   * @return the parameter
   */
  protected final Parameter parameter(String name, Initializer initializer, long... shape) {
    return add(name, Parameter.Type.WEIGHT, initializer, true, shape);
  }

  /**
   * Adds a buffer: saved and loaded, never trained.
   *
   * @param name its name below this layer, such as {@code bn1.running_mean}
   * @param initializer its first values
   * @param shape its shape
   * @return the buffer
   */
  protected final Parameter buffer(String name, Initializer initializer, long... shape) {
    return add(name, Parameter.Type.OTHER, initializer, false, shape);
  }

  private Parameter add(
      String name, Parameter.Type type, Initializer first, boolean trained, long... shape) {
    Parameter parameter =
        addParameter(
            Parameter.builder()
                .setName(name)
                .setType(type)
                .optShape(new Shape(shape))
                .optInitializer(first)
                .optRequiresGrad(trained)
                .build());
    named.put(name, parameter);
    return parameter;
  }

  /**
   * Adds a layer below this one.
   *
   * @param name the prefix of its parameters' names; empty to give them no prefix
   * @param layer the layer
   * @param <L> its type
   * @return the layer
   */
  protected final <L extends Layer> L layer(String name, L layer) {
    addChildBlock(name, layer);
    layers.put(name.isEmpty() ? "#" + layers.size() : name, layer);
    String prefix = name.isEmpty() ? "" : name + ".";
    layer.named().forEach((key, parameter) -> named.put(prefix + key, parameter));
    return layer;
  }

  /**
   * Returns every parameter and buffer by torchvision's name, in torchvision's order.
   *
   * @return a read-only view
   */
  public final Map<String, Parameter> named() {
    return Collections.unmodifiableMap(named);
  }

  /**
   * Returns the values of every parameter and buffer: the state dict.
   *
   * @return the live arrays by name
   * @throws IllegalStateException before the layer was initialised
   */
  public final Map<String, NDArray> state() {
    Map<String, NDArray> state = new LinkedHashMap<>();
    named.forEach((name, parameter) -> state.put(name, parameter.getArray()));
    return state;
  }

  /**
   * Gives every parameter its first values, drawn from the engine's generator.
   *
   * @param manager the owner of the parameters; its device is where they live
   */
  public final void initialize(NDManager manager) {
    initialize(manager, DataType.FLOAT32, new Shape(1));
  }

  /**
   * Stops training of this layer and all below: no gradients, and running statistics stay as they
   * are.
   */
  public void freeze() {
    frozen = true;
    named.values().forEach(parameter -> parameter.freeze(true));
    layers.values().forEach(Layer::freeze);
  }

  /**
   * Tells whether this layer is frozen.
   *
   * @return true after {@link #freeze()}
   */
  public final boolean isFrozen() {
    return frozen;
  }

  /**
   * Counts the multiplications, each with its addition, of a forward pass: those of convolutions
   * and fully connected layers, as torchvision counts them. Nothing is computed. The layers below
   * count as a chain, each fed by the one before; a layer that is wired otherwise says so itself.
   *
   * @param inputs shapes of what comes in
   * @return how many, for all images or regions of the shapes together
   */
  public long multiplyAdds(Shape... inputs) {
    long sum = 0;
    Shape[] shapes = inputs;
    for (Layer layer : layers.values()) {
      sum += layer.multiplyAdds(shapes);
      shapes = layer.getOutputShapes(shapes);
    }
    return sum;
  }

  @Override
  public void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
    layers.values().forEach(layer -> layer.initialize(manager, dataType, inputShapes));
  }
}
