package io.finetune.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.endtoend.Runs;
import io.finetune.optim.Optimizers;
import io.finetune.run.Choices;
import io.finetune.run.Finetune;
import io.finetune.run.RunResult;
import io.finetune.run.Settings;
import io.finetune.weight.Tensor;
import io.finetune.weight.Weights;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every optimizer trains, centralizes what its name says, and goes on from its saved state. */
class OptimizerSweepTest {

  private static final String CONVOLUTION = "layer2.1.conv1.weight";
  private static final String LINEAR = "fc.weight";

  /** Rows of float32 numbers whose mean is taken out still have one, some 1e-5 of their size. */
  private static final double CENTRALIZED = 2e-3;

  private static final double NOT_CENTRALIZED = 2e-2;

  @TempDir static Path folder;
  private static Weights start;

  @BeforeAll
  static void writeStart() {
    start = Weights.read(Runs.freshWeights(folder.resolve("start.safetensors"), "resnet20_cifar"));
  }

  static Stream<String> optimizers() {
    return Optimizers.all().stream().map(Optimizers.Entry::name);
  }

  @Test
  void theTableIsWhole() {
    assertEquals(31, optimizers().distinct().count());
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void everyOptimizer(String name) {
    Finetune run =
        Runs.small(folder)
            .optimizer(name)
            .set(Settings.WEIGHTS, folder.resolve("start.safetensors").toString())
            .set(Settings.WEIGHT_DECAY, 0.0)
            .set(Settings.IMAGE_SIZE, 8)
            .set(Settings.RESIZE, 8)
            .set(Settings.BATCH_SIZE, 250); // two steps an epoch
    RunResult whole = run.run();
    assertTrue(whole.metrics().get("top5") > 0, "some predictions: " + whole.metrics());

    RunResult half = run.stopWhen(Runs.after(1)).run();
    Weights afterAStep = Runs.last(half.directory());
    boolean all = name.contains("_gc") && !name.contains("_gcc");
    checkRows(name, CONVOLUTION, name.contains("_gc"), direction(name, CONVOLUTION, afterAStep));
    checkRows(name, LINEAR, all, direction(name, LINEAR, afterAStep));

    RunResult resumed = Finetune.of(Choices.NONE).resume(half.directory());
    Runs.assertSameTensors(Runs.last(whole.directory()), Runs.last(resumed.directory()));
    assertFalse(afterAStep.tensors().equals(Runs.last(resumed.directory()).tensors()));
  }

  /**
   * What centralization acted on in the first step: the change of the weight, for an optimizer
   * whose update is linear in the gradient or is itself centralized; else the gradient, read back
   * from the state.
   */
  private static float[] direction(String name, String weight, Weights after) {
    float[] change = change(weight, after);
    boolean linear = name.startsWith("sgd") || name.endsWith("2");
    if (linear) {
      return change;
    }
    Map<String, Tensor> state = after.tensors();
    if (!name.startsWith("adagrad")) {
      return state.get("optimizer/mean/" + weight).toFloats();
    }
    // From an empty sum of squares the first update is the gradient's sign, the sum its square.
    float[] sum = state.get("optimizer/sum/" + weight).toFloats();
    for (int i = 0; i < sum.length; i++) {
      sum[i] = (float) (Math.sqrt(sum[i]) * Math.signum(change[i]));
    }
    return sum;
  }

  private static float[] change(String weight, Weights after) {
    float[] from = start.tensors().get(weight).toFloats();
    float[] to = after.tensors().get(weight).toFloats();
    for (int i = 0; i < to.length; i++) {
      to[i] -= from[i];
      assertTrue(Float.isFinite(to[i]), weight + " at " + i);
    }
    return to;
  }

  /** Compares the largest mean of a row with the mean size of the values. */
  private static void checkRows(String name, String weight, boolean centralized, float[] values) {
    int rows = (int) start.tensors().get(weight).shape()[0];
    int width = values.length / rows;
    double size = 0;
    double largest = 0;
    for (int row = 0; row < rows; row++) {
      double sum = 0;
      for (int i = row * width; i < (row + 1) * width; i++) {
        sum += values[i];
        size += Math.abs(values[i]) / values.length;
      }
      largest = Math.max(largest, Math.abs(sum / width));
    }
    assertTrue(size > 0, name + " leaves " + weight + " as it is");
    double ratio = largest / size;
    assertTrue(
        centralized ? ratio < CENTRALIZED : ratio > NOT_CENTRALIZED,
        name + ", " + weight + ": row means are " + ratio + " of the values' size");
  }
}
