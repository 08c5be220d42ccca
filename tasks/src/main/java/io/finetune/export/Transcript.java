package io.finetune.export;

/**
 * Takes down a network that is told step by step, in some language. Every method is one step: it
 * takes the names of the values that go in and returns the name of the one that comes out. {@code
 * name} is what the step's tensors are called in torchvision's names, without their last part.
 */
interface Transcript {

  /**
   * A convolution over squares, without bias.
   *
   * @param name what its tensors are called
   * @param stride step between outputs
   * @param padding zeros around the input
   * @param groups groups of channels that do not see each other
   */
  record Conv(String name, int stride, int padding, int groups) {}

  /** Pixels, uint8, to normalised values by the tensors scale and shift: x * scale - shift. */
  String normalization(String x, String name);

  /** A convolution and batch norm by running statistics. */
  String convBatch(String x, Conv conv, String norm, double eps);

  /** A convolution and group norm. */
  String convGroup(String x, Conv conv, String norm, int groups, double eps);

  /** ReLU. */
  String relu(String x, String name);

  /** The sum of two values of one shape. */
  String sum(String x, String y, String name);

  /** 3x3 max pooling of stride 2 and padding 1. */
  String maxPool(String x, String name);

  /** The mean over height and width: (N, C, H, W) to (N, C). */
  String averagePool(String x, String name);

  /** A fully connected layer with bias, whose result is the network's. */
  void output(String x, String name);
}
