package io.finetune.sweep;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.finetune.block.Backbones;
import io.finetune.block.Classifier;
import io.finetune.block.ConvStyle;
import io.finetune.block.Norm;
import io.finetune.block.ResNet;
import io.finetune.classification.ClassificationTask;
import io.finetune.optim.CentralizedOptimizer;
import io.finetune.optim.Optimizers;
import io.finetune.optim.ParameterGroups;
import io.finetune.train.DeviceBatch;
import io.finetune.weight.LoadReport;
import io.finetune.weight.Tensor;
import io.finetune.weight.WeightLoading;
import io.finetune.weight.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every backbone: built, trained a step, saved, loaded into a fresh network, the same logits. */
class ModelSweepTest {

  private static final int CLASSES = 7;
  private static final Shape BATCH = new Shape(2, 3, 32, 32);

  @TempDir Path folder;

  private NDManager manager;
  private NDArray images;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    Engine.getEngine("PyTorch").setRandomSeed(1);
    images = manager.randomNormal(BATCH);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  static Stream<String> models() {
    return Backbones.all().stream().map(Backbones.Backbone::name);
  }

  @Test
  void theTableIsWhole() {
    assertEquals(17, models().distinct().count());
  }

  @ParameterizedTest
  @MethodSource("models")
  void everyModel(String model) throws IOException {
    check(model, ConvStyle.BATCH);
  }

  static Stream<ConvStyle> styles() {
    return Stream.of(
        new ConvStyle(Norm.GROUP, false),
        new ConvStyle(Norm.FROZEN_BATCH, false),
        new ConvStyle(Norm.BATCH, true),
        new ConvStyle(Norm.GROUP, true));
  }

  @ParameterizedTest
  @MethodSource("styles")
  void everyStyle(ConvStyle style) throws IOException {
    check("resnet18_cifar", style);
  }

  private void check(String model, ConvStyle style) throws IOException {
    Path file = folder.resolve("weights.safetensors");
    float[] logits = trainAndWrite(model, style, file);
    try (NDManager own = manager.newSubManager()) {
      Classifier fresh = build(own, model, style);
      assertFalse(Arrays.equals(logits, logits(fresh)), "fresh weights differ from trained ones");
      LoadReport report = WeightLoading.apply(Weights.read(file), fresh.state(), List.of());
      assertEquals(fresh.named().size(), report.loaded().size());
      assertArrayEquals(logits, logits(fresh));
    }
    Files.delete(file);
  }

  private float[] trainAndWrite(String model, ConvStyle style, Path file) {
    Optimizers.Entry entry = Optimizers.named("sgd_gc");
    try (NDManager own = manager.newSubManager();
        CentralizedOptimizer optimizer = entry.create(entry.defaults())) {
      Classifier network = build(own, model, style);
      float[] before = logits(network);
      step(network, optimizer);
      float[] after = logits(network);
      assertFalse(Arrays.equals(before, after), "a step changes the logits");
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      network.state().forEach((name, array) -> tensors.put(name, Tensor.of(array)));
      new Weights(tensors, Map.of()).write(file);
      return after;
    }
  }

  private void step(Classifier network, CentralizedOptimizer optimizer) {
    ClassificationTask task = new ClassificationTask(network, CLASSES, 0);
    ParameterStore store = new ParameterStore(manager, false);
    try (NDManager scope = manager.newSubManager();
        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray own = images.duplicate();
      own.attach(scope);
      DeviceBatch<Integer> batch =
          new DeviceBatch<>(own, List.of(0, CLASSES - 1), List.of("first", "second"));
      NDArray loss = task.losses(batch, store).get("cross_entropy");
      assertTrue(Float.isFinite(loss.getFloat()), "the loss is " + loss.getFloat());
      collector.backward(loss);
    }
    optimizer.step(ParameterGroups.of(network.named()), 0.01);
  }

  private static Classifier build(NDManager owner, String model, ConvStyle style) {
    Classifier network = new Classifier(new ResNet(Backbones.get(model).spec(), style), CLASSES);
    network.initialize(owner);
    return network;
  }

  private float[] logits(Classifier network) {
    ParameterStore store = new ParameterStore(manager, false);
    try (NDManager scope = manager.newSubManager()) {
      NDArray own = images.duplicate();
      own.attach(scope);
      NDArray logits = network.forward(store, new NDList(own), false).head();
      assertEquals(new Shape(BATCH.get(0), CLASSES), logits.getShape());
      return logits.toFloatArray();
    }
  }
}
