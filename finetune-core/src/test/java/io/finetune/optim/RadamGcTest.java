package io.finetune.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

class RadamGcTest {

  /** The algorithm in the documentation of torch.optim.RAdam, written out for one number. */
  @Test
  void followsTorchThroughBothPhases() {
    double beta1 = 0.9;
    double beta2 = 0.95;
    double rate = 0.01;
    double decay = 0.1;
    double p = 0.7;
    double m = 0;
    double v = 0;
    try (NDManager scope = NDManager.newBaseManager();
        RadamGc optimizer =
            RadamGc.builder().optLearningRate(rate).optWeightDecay(decay).optBeta2(beta2).build()) {
      NDArray weight = scope.create(new double[] {p}, new Shape(1));
      for (int t = 1; t <= 12; t++) {
        double raw = Math.sin(t);
        optimizer.update("w", weight, scope.create(new double[] {raw}, new Shape(1)));
        double g = raw + decay * p;
        m = beta1 * m + (1 - beta1) * g;
        v = beta2 * v + (1 - beta2) * g * g;
        double corrected = m / (1 - Math.pow(beta1, (double) t));
        double infinite = 2 / (1 - beta2) - 1;
        double power = Math.pow(beta2, (double) t);
        double length = infinite - 2 * t * power / (1 - power);
        if (length > 5) {
          double adaptive = Math.sqrt(1 - power) / (Math.sqrt(v) + 1e-8);
          double rectification =
              Math.sqrt(
                  ((length - 4) * (length - 2) * infinite)
                      / ((infinite - 4) * (infinite - 2) * length));
          p -= rate * corrected * rectification * adaptive;
        } else {
          p -= rate * corrected;
        }
        assertEquals(p, weight.getDouble(0), 1e-14, "step " + t);
      }
    }
  }
}
