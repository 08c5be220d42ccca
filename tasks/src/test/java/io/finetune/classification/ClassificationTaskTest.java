package io.finetune.classification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.finetune.DataException;
import io.finetune.block.Backbones;
import io.finetune.block.Classifier;
import io.finetune.block.ConvStyle;
import io.finetune.block.ResNet;
import io.finetune.train.DeviceBatch;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClassificationTaskTest {

  private static final int CLASSES = 3;
  private static final float[] BIAS = {0.5f, 2, -1};

  private NDManager manager;
  private ParameterStore store;
  private Classifier network;
  private DeviceBatch<Integer> batch;

  /** A network whose logits are its head's bias, whatever it sees. */
  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager();
    store = new ParameterStore(manager, false);
    ResNet backbone = new ResNet(Backbones.get("resnet20_cifar").spec(), ConvStyle.BATCH);
    network = new Classifier(backbone, CLASSES);
    network.initialize(manager);
    Map<String, NDArray> state = network.state();
    state.get("fc.weight").set(new float[(int) state.get("fc.weight").size()]);
    state.get("fc.bias").set(BIAS);
    batch = batch(1, 0, 2, 1);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private DeviceBatch<Integer> batch(Integer... labels) {
    NDArray images = manager.randomNormal(new Shape(labels.length, 3, 32, 32));
    List<Integer> targets = List.of(labels);
    return new DeviceBatch<>(images, targets, targets.stream().map(i -> "of " + i).toList());
  }

  /** Minus the logarithm of the softmax of {@link #BIAS} at a class. */
  private static double surprise(int label) {
    double sum = 0;
    for (float logit : BIAS) {
      sum += Math.exp(logit);
    }
    return Math.log(sum) - BIAS[label];
  }

  @Test
  void theLossIsTheMeanCrossEntropy() {
    ClassificationTask task = new ClassificationTask(network, CLASSES, 0);
    Map<String, NDArray> losses = task.losses(batch, store);
    assertEquals(List.of("cross_entropy"), List.copyOf(losses.keySet()));
    double expected = (2 * surprise(1) + surprise(0) + surprise(2)) / 4;
    assertEquals(expected, losses.get("cross_entropy").getFloat(), 1e-5);
  }

  @Test
  void smoothingSpreadsItsShareOverAllClasses() {
    ClassificationTask task = new ClassificationTask(network, CLASSES, 0.3);
    double mean = (surprise(0) + surprise(1) + surprise(2)) / CLASSES;
    double expected = 0.7 * (2 * surprise(1) + surprise(0) + surprise(2)) / 4 + 0.3 * mean;
    assertEquals(expected, task.losses(batch, store).get("cross_entropy").getFloat(), 1e-5);
  }

  @Test
  void accuracyCountsHits() {
    ClassificationTask task = new ClassificationTask(network, CLASSES, 0);
    var accuracy = task.evaluation();
    accuracy.add(batch, store);
    accuracy.add(batch(0), store);
    assertEquals("top1", task.mainMetric());
    assertEquals(Map.of("top1", 2 / 5.0, "top3", 1.0), accuracy.metrics());
  }

  @Test
  void ranksBelowOneAndBelowKAreHits() {
    Accuracy accuracy = new Accuracy(new ClassificationTask(network, 10, 0), 5, Optional.empty());
    assertEquals(Map.of(), accuracy.metrics(), "nothing to measure");
    accuracy.add(new long[] {0, 4, 5, Integer.MAX_VALUE});
    assertEquals(Map.of("top1", 0.25, "top5", 0.5), accuracy.metrics());
    accuracy.add(new long[] {0, 0, 0, 0});
    assertEquals(Map.of("top1", 5 / 8.0, "top5", 6 / 8.0), accuracy.metrics());
  }

  @Test
  void aLabelOutOfRangeIsFoundOnTheHost() {
    ClassificationTask task = new ClassificationTask(network, CLASSES, 0);
    for (int label : new int[] {-1, CLASSES}) {
      DeviceBatch<Integer> wrong = batch(0, label);
      var error = assertThrows(DataException.class, () -> task.losses(wrong, store));
      assertTrue(
          error.getMessage().startsWith("label " + label + " of sample of " + label),
          error.getMessage());
      assertTrue(error.getMessage().contains("3 classes, 0 to 2"), error.getMessage());
    }
  }
}
