package io.finetune.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.finetune.kernel.Kernels;

/**
 * A backbone, global average pooling and one linear layer {@code fc}: torchvision's ResNet
 * classifier, by its names.
 *
 * <p>Input (N, 3, H, W), normalised; output logits (N, classes), float32.
 */
public final class Classifier extends Layer {

  /** The prefix of the head's parameters. */
  public static final String HEAD = "fc";

  private final ResNet backbone;
  private final Linear head;

  /**
   * Constructs the network.
   *
   * @param backbone the features
   * @param classes how many logits
   */
  public Classifier(ResNet backbone, int classes) {
    this.backbone = layer("", backbone);
    head = layer(HEAD, new Linear(backbone.channels(), classes));
  }

  /**
   * Returns the backbone.
   *
   * @return the part before the head
   */
  public ResNet backbone() {
    return backbone;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    NDArray images = inputs.head();
    Kernels kernels = Kernels.on(images.getDevice());
    try (NDArray maps = backbone.forward(store, inputs, training).head();
        NDArray pooled = kernels.averagePool(images.getManager(), maps)) {
      return head.forward(store, new NDList(pooled), training);
    }
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return head.getOutputShapes(backbone.getOutputShapes(inputShapes));
  }
}
