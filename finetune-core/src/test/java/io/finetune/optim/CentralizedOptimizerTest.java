package io.finetune.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.initializer.XavierInitializer;
import ai.djl.training.loss.Loss;
import io.finetune.CheckpointException;
import io.finetune.kernel.ScriptModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class CentralizedOptimizerTest {

  private static Parameter parameter(NDManager scope, String name, Shape shape) {
    Parameter parameter = Parameter.builder().setName(name).setType(Parameter.Type.OTHER).build();
    NDArray weight = scope.arange(1f, 1f + shape.size()).div(10).reshape(shape);
    weight.setRequiresGradient(true);
    parameter.setArray(weight);
    return parameter;
  }

  /** Leaves the gradient of sum(w^2) * scale, that is 2 * scale * w, in each weight. */
  private static void backward(Map<String, Parameter> parameters, float scale) {
    try (NDManager scope = NDManager.newBaseManager();
        var collector = Engine.getInstance().newGradientCollector()) {
      NDArray total = scope.zeros(new Shape());
      for (Parameter parameter : parameters.values()) {
        NDArray weight = parameter.getArray();
        NDArray square = weight.mul(weight);
        square.attach(scope);
        NDArray sum = square.sum();
        sum.attach(scope);
        total = total.add(sum.mul(scale));
      }
      collector.backward(total);
    }
  }

  private static Map<String, Parameter> parameters(NDManager scope) {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    parameters.put("conv.weight", parameter(scope, "conv.weight", new Shape(2, 3, 2, 2)));
    parameters.put("fc.weight", parameter(scope, "fc.weight", new Shape(2, 3)));
    parameters.put("fc.bias", parameter(scope, "fc.bias", new Shape(2)));
    return parameters;
  }

  @Test
  void multipliersAndFreezingActPerParameterAndGradientsAreZeroed() {
    try (NDManager scope = NDManager.newBaseManager();
        SgdGc optimizer = SgdGc.builder().optWeightDecay(0.5).build()) {
      Map<String, Parameter> parameters = parameters(scope);
      parameters.get("conv.weight").freeze(true);
      ParameterGroups groups =
          ParameterGroups.of(parameters)
              .withLearningRate(name -> name.startsWith("fc."), 2)
              .withoutDecayOfVectors();
      float[] frozen = parameters.get("conv.weight").getArray().toFloatArray();
      backward(Map.of("w", parameters.get("fc.weight"), "b", parameters.get("fc.bias")), 0.5f);
      optimizer.step(groups, 0.1);
      assertArrayEquals(frozen, parameters.get("conv.weight").getArray().toFloatArray());
      // w -= 0.2 * (w + 0.5 w) and b -= 0.2 * b
      assertEquals(0.07f, parameters.get("fc.weight").getArray().getFloat(0, 0), 1e-6f);
      assertEquals(0.08f, parameters.get("fc.bias").getArray().getFloat(0), 1e-6f);
      assertEquals(0f, parameters.get("fc.weight").getArray().getGradient().abs().sum().getFloat());
    }
  }

  @Test
  void theNormOfAllGradientsIsLimited() {
    try (NDManager scope = NDManager.newBaseManager();
        SgdGc optimizer = SgdGc.builder().optClipNorm(1).build()) {
      Map<String, Parameter> one = Map.of("w", parameter(scope, "w", new Shape(2)));
      backward(one, 5f); // gradient (1, 2), norm sqrt(5)
      optimizer.step(ParameterGroups.of(one), 0.1);
      float root = (float) Math.sqrt(5);
      assertArrayEquals(
          new float[] {0.1f - 0.1f / root, 0.2f - 0.2f / root},
          one.get("w").getArray().toFloatArray(),
          1e-6f);
      assertThrows(
          IllegalStateException.class,
          () -> optimizer.update("w", scope.ones(new Shape(1)), scope.ones(new Shape(1))));
    }
  }

  @Test
  void valuesAreLimitedOnBothSides() {
    try (NDManager scope = NDManager.newBaseManager();
        SgdGc optimizer = SgdGc.builder().optLearningRate(1).optClipGrad(0.5f).build()) {
      NDArray weight = scope.zeros(new Shape(3));
      optimizer.update("w", weight, scope.create(new float[] {-2, 0.25f, 2}));
      assertArrayEquals(new float[] {0.5f, -0.25f, -0.5f}, weight.toFloatArray());
    }
  }

  @Test
  void gradientsAreRescaled() {
    try (NDManager scope = NDManager.newBaseManager();
        SgdGc optimizer = SgdGc.builder().optLearningRate(1).setRescaleGrad(0.25f).build()) {
      NDArray weight = scope.zeros(new Shape(2));
      optimizer.update("w", weight, scope.create(new float[] {-2, 4}));
      assertArrayEquals(new float[] {0.5f, -1}, weight.toFloatArray());
    }
  }

  @Test
  void workingInPiecesChangesNothing() {
    try (NDManager scope = NDManager.newBaseManager();
        SgdGc optimizer =
            SgdGc.builder()
                .optLearningRate(1)
                .optMomentum(0.9)
                .optWeightDecay(0.5)
                .optCentralization(Centralization.ALL)
                .build()) {
      // 300 rows of 1000: several pieces, the last one short; and one whose rows are not in order
      NDArray start = scope.randomUniform(-1f, 1f, new Shape(300, 1000));
      NDArray gradient = scope.randomUniform(-1f, 1f, new Shape(300, 1000));
      NDArray sum = start.mul(0.5).add(gradient);
      NDArray expected = start.sub(sum.sub(sum.mean(new int[] {1}, true)));
      NDArray weight = start.duplicate();
      NDArray turned = start.transpose().duplicate().transpose();
      optimizer.update("turned", turned, gradient.duplicate());
      optimizer.update("weight", weight, gradient.duplicate());
      assertEquals(0f, weight.sub(expected).abs().max().getFloat(), 1e-5f);
      assertEquals(0f, turned.sub(expected).abs().max().getFloat(), 1e-5f);
    }
  }

  @Test
  void everyOptimizerGoesOnBitByBitAfterARestore() {
    for (Optimizers.Entry entry : Optimizers.all()) {
      OptimizerSettings settings = entry.defaults().toBuilder().lookahead(3, 0.5).build();
      assertArrayEquals(train(entry, settings, false), train(entry, settings, true), entry.name());
    }
  }

  private static float[] train(
      Optimizers.Entry entry, OptimizerSettings settings, boolean interrupted) {
    try (NDManager scope = NDManager.newBaseManager()) {
      Map<String, Parameter> parameters = parameters(scope);
      ParameterGroups groups = ParameterGroups.of(parameters);
      CentralizedOptimizer optimizer = entry.create(settings);
      for (int step = 0; step < 8; step++) {
        if (step == 4 && interrupted) {
          // Twice, because a run may be saved again before it has made a step.
          optimizer = restored(entry, settings, restored(entry, settings, optimizer));
        }
        backward(parameters, 1f + step);
        optimizer.step(groups);
      }
      optimizer.close();
      return parameters.get("conv.weight").getArray().toFloatArray();
    }
  }

  private static CentralizedOptimizer restored(
      Optimizers.Entry entry, OptimizerSettings settings, CentralizedOptimizer saved) {
    CentralizedOptimizer next = entry.create(settings);
    next.restore(saved.state());
    assertEquals(List.copyOf(saved.state().keySet()), List.copyOf(next.state().keySet()));
    saved.close();
    return next;
  }

  @Test
  void stateOfAnotherShapeOrNameIsRefused() {
    try (NDManager scope = NDManager.newBaseManager();
        SgdGc optimizer = SgdGc.builder().optMomentum(0.9).build()) {
      assertThrows(
          CheckpointException.class,
          () -> optimizer.restore(Map.of("momentum", scope.ones(new Shape(1)))));
      optimizer.restore(Map.of("momentum/w", scope.ones(new Shape(3))));
      NDArray weight = scope.ones(new Shape(2));
      NDArray gradient = scope.ones(new Shape(2));
      var error =
          assertThrows(CheckpointException.class, () -> optimizer.update("w", weight, gradient));
      assertTrue(error.getMessage().contains("momentum/w is (3)"), error.getMessage());
    }
  }

  @Test
  void memoryLayoutDoesNotMatter() {
    try (NDManager scope = NDManager.newBaseManager();
        ScriptModule kernels = ScriptModule.load(Device.cpu(), ScriptModule.class, "kernels.py")) {
      for (String name : new String[] {"sgd_gc", "adam_gc", "adamw_gc2", "adagrad_gc"}) {
        NDArray plain = scope.arange(24f).reshape(2, 3, 2, 2);
        NDArray last = kernels.call(scope, "channels_last", plain.duplicate()).head();
        NDArray[] gradients = {plain.pow(2), plain.pow(2), plain.pow(2).neg(), plain.pow(2).neg()};
        try (CentralizedOptimizer optimizer =
            Optimizers.named(name).create(Optimizers.named(name).defaults())) {
          for (int i = 0; i < 4; i += 2) {
            optimizer.update("plain", plain, gradients[i]);
            optimizer.update("last", last, gradients[i + 1]);
          }
        }
        assertArrayEquals(plain.toFloatArray(), last.toFloatArray(), 1e-5f, name);
      }
    }
  }

  @Test
  void halfPrecisionWeightsAreRefused() {
    try (NDManager scope = NDManager.newBaseManager();
        SgdGc optimizer = SgdGc.builder().build()) {
      NDArray half = scope.ones(new Shape(2), DataType.FLOAT16);
      var error =
          assertThrows(
              IllegalArgumentException.class, () -> optimizer.update("w", half, half.duplicate()));
      assertTrue(error.getMessage().startsWith("w is float16"), error.getMessage());
    }
  }

  @Test
  void hundredsOfStepsLeaveNothingBehind() {
    try (NDManager scope = NDManager.newBaseManager();
        CentralizedOptimizer optimizer =
            Optimizers.named("ranger_gc2").create(Optimizers.named("ranger_gc2").defaults())) {
      Map<String, Parameter> parameters = parameters(scope);
      ParameterGroups groups = ParameterGroups.of(parameters);
      for (int i = 0; i < 10; i++) {
        optimizer.step(groups);
      }
      int managed = scope.getManagedArrays().size();
      int kept = optimizer.state().size();
      for (int i = 0; i < 300; i++) {
        optimizer.step(groups);
      }
      assertEquals(managed, scope.getManagedArrays().size());
      assertEquals(kept, optimizer.state().size());
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void residentMemoryIsFlat() throws IOException {
    try (NDManager scope = NDManager.newBaseManager();
        CentralizedOptimizer step =
            Optimizers.named("sgd_gc").create(Optimizers.named("sgd_gc").defaults());
        CentralizedOptimizer update =
            Optimizers.named("radam_gc2").create(Optimizers.named("radam_gc2").defaults())) {
      Map<String, Parameter> one = Map.of("w", parameter(scope, "w", new Shape(1000, 1000)));
      ParameterGroups groups = ParameterGroups.of(one);
      NDArray weight = scope.ones(new Shape(1000, 1000));
      NDArray gradient = scope.ones(new Shape(1000, 1000));
      long before = 0;
      for (int i = 0; i < 250; i++) {
        if (i == 50) {
          before = residentMebibytes();
        }
        step.step(groups);
        update.update("w", weight, gradient);
      }
      long grown = residentMebibytes() - before;
      assertTrue(grown < 100, "one lost temporary a step would be 800 MiB; grown by " + grown);
    }
  }

  private static long residentMebibytes() throws IOException {
    String pages = Files.readString(Path.of("/proc/self/statm")).split(" ", -1)[1];
    return Long.parseLong(pages) * 4096 / (1 << 20);
  }

  @Test
  void trainsInDjlsOwnLoop() throws Exception {
    try (Model model = Model.newInstance("net", "PyTorch");
        SgdGc optimizer =
            SgdGc.builder()
                .optLearningRate(0.5)
                .optMomentum(0.9)
                .optCentralization(Centralization.ALL)
                .build()) {
      model.setBlock(
          new SequentialBlock()
              .add(Linear.builder().setUnits(8).build())
              .add(Activation::relu)
              .add(Linear.builder().setUnits(2).build()));
      NDManager scope = model.getNDManager();
      NDArray x = scope.create(new float[64 * 4], new Shape(64, 4));
      float[] values = new float[64 * 4];
      float[] labels = new float[64];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) Math.sin(i * 1.7);
        labels[i / 4] = values[i - i % 4] > 0 ? 1 : 0;
      }
      x.set(values);
      ArrayDataset data =
          new ArrayDataset.Builder()
              .setData(x)
              .optLabels(scope.create(labels))
              .setSampling(16, false)
              .build();
      var config =
          new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
              .optOptimizer(optimizer)
              .optDevices(new Device[] {Device.cpu()})
              .optInitializer(new XavierInitializer(), Parameter.Type.WEIGHT);
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(new Shape(16, 4));
        float before = loss(trainer, x, scope.create(labels));
        EasyTrain.fit(trainer, 40, data, null);
        float after = loss(trainer, x, scope.create(labels));
        assertFalse(Float.isNaN(after));
        assertTrue(after < 0.3f * before, before + " -> " + after);
        assertEquals(160, optimizer.state().values().iterator().next().getLong());
        for (var entry : model.getBlock().getParameters()) {
          NDArray gradient = entry.getValue().getArray().getGradient();
          assertEquals(0f, gradient.abs().sum().getFloat(), "gradient left in " + entry.getKey());
        }
      }
    }
  }

  private static float loss(Trainer trainer, NDArray x, NDArray labels) {
    NDList output = trainer.evaluate(new NDList(x));
    return Loss.softmaxCrossEntropyLoss().evaluate(new NDList(labels), output).getFloat();
  }
}
