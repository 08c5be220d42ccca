package io.finetune.export;

import io.finetune.weight.Tensor;
import io.finetune.weight.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/**
 * A convolution that does the work of the batch norm after it, too: each output channel's weight is
 * scaled by gamma / sqrt(variance + eps), and what remains of the norm is a bias.
 *
 * @param weight (C', C / groups, k, k)
 * @param bias (C')
 */
record FoldedConv(Tensor weight, Tensor bias) {

  static FoldedConv of(Map<String, Tensor> weights, String conv, String norm, double eps) {
    Tensor weight = weights.get(conv + ".weight");
    float[] gamma = weights.get(norm + ".weight").toFloats();
    float[] beta = weights.get(norm + ".bias").toFloats();
    float[] mean = weights.get(norm + ".running_mean").toFloats();
    float[] variance = weights.get(norm + ".running_var").toFloats();
    float[] values = weight.toFloats();
    float[] bias = new float[gamma.length];
    int row = values.length / gamma.length;
    for (int c = 0; c < gamma.length; c++) {
      double scale = gamma[c] / Math.sqrt(variance[c] + eps);
      bias[c] = (float) (beta[c] - mean[c] * scale);
      for (int i = c * row; i < (c + 1) * row; i++) {
        values[i] = (float) (values[i] * scale);
      }
    }
    return new FoldedConv(tensor(values, weight.shape()), tensor(bias, bias.length));
  }

  private static Tensor tensor(float[] values, long... shape) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return new Tensor(TensorType.F32, shape, bytes);
  }
}
