package io.finetune.block;

import ai.djl.ndarray.types.Shape;

/**
 * The numbers of a 2-D convolution over squares.
 *
 * @param inputs channels that come in
 * @param outputs channels that go out
 * @param kernel side of the kernel, pixels
 * @param stride step between outputs, pixels
 * @param padding zeros around the input, pixels
 * @param groups groups of channels that do not see each other
 */
public record Conv2d(int inputs, int outputs, int kernel, int stride, int padding, int groups) {

  /** Checks that the groups divide the channels. */
  public Conv2d {
    if (inputs % groups != 0 || outputs % groups != 0) {
      throw new IllegalArgumentException(
          "groups must divide the channels: " + inputs + " to " + outputs + " in " + groups);
    }
  }

  /**
   * A convolution that keeps the size at stride 1.
   *
   * @param inputs channels that come in
   * @param outputs channels that go out
   * @param kernel odd side of the kernel
   * @param stride step between outputs
   * @return the convolution with padding (kernel - 1) / 2 and one group
   */
  public static Conv2d same(int inputs, int outputs, int kernel, int stride) {
    return new Conv2d(inputs, outputs, kernel, stride, (kernel - 1) / 2, 1);
  }

  /**
   * Returns the shape of the weight.
   *
   * @return {outputs, inputs / groups, kernel, kernel}
   */
  public long[] weightShape() {
    return new long[] {outputs, inputs / groups, kernel, kernel};
  }

  /**
   * Returns the shape of the output.
   *
   * @param input (N, C, H, W)
   * @return (N, outputs, H', W')
   */
  public Shape outputShape(Shape input) {
    return new Shape(input.get(0), outputs, side(input.get(2)), side(input.get(3)));
  }

  /**
   * Counts multiplications with their additions.
   *
   * @param input (N, C, H, W)
   * @return one for every weight that an output pixel sees
   */
  long multiplyAdds(Shape input) {
    long weights = (long) inputs / groups * kernel * kernel;
    return outputShape(input).size() * weights;
  }

  private long side(long side) {
    return Math.floorDiv(side + 2L * padding - kernel, stride) + 1;
  }

  /** Refuses what libtorch would abort on. */
  void check(Shape input, String name) {
    if (input.dimension() != 4 || input.get(1) != inputs) {
      throw new IllegalArgumentException(
          name + " takes an input (N, " + inputs + ", H, W), got " + input);
    }
    if (side(input.get(2)) < 1 || side(input.get(3)) < 1) {
      throw new IllegalArgumentException(
          name + " has no output for an input of " + input + ": use larger images");
    }
  }
}
