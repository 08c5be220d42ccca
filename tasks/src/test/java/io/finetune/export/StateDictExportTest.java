package io.finetune.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.finetune.block.FormulaWeights;
import io.finetune.block.Layer;
import io.finetune.predict.Checkpoint;
import io.finetune.run.Choices;
import io.finetune.run.Choices.Origin;
import io.finetune.run.DetectorNetwork;
import io.finetune.run.ModelFacts;
import io.finetune.run.Settings;
import io.finetune.weight.Tensor;
import io.finetune.weight.TensorType;
import io.finetune.weight.Weights;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights alone: bit by bit, with all it takes to use them, and without the training's. */
class StateDictExportTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"safetensors", "pth", "torchscript"})
  void theWeightsAreThereBitByBit(String format) {
    Checkpoint trained = Trained.checkpoint(folder, "resnet20_cifar");
    Path out = Export.checkpoint(trained).format(format).write(folder.resolve("out")).path();
    Checkpoint written = Checkpoint.read(out);
    assertEquals(trained.facts().classes(), written.facts().classes());
    assertEquals(trained.facts().preprocessing(), written.facts().preprocessing());
    assertEquals("0.75", written.weights().metadata().get("metric.top1"));
    assertSame(trained.weights(), written.weights());
    Tensor counter = written.weights().tensors().get("bn1.num_batches_tracked");
    assertEquals(TensorType.I64, counter.type());
    assertEquals(0, counter.shape().length, "a scalar, as torchvision has it");
  }

  private static void assertSame(Weights expected, Weights actual) {
    assertEquals(expected.tensors().keySet(), actual.tensors().keySet());
    expected
        .tensors()
        .forEach((name, t) -> assertEquals(t.data(), actual.tensors().get(name).data(), name));
  }

  @Test
  void whatATrainingResumesFromIsLeftOut() {
    Checkpoint best = Trained.checkpoint(folder, "resnet20_cifar");
    Map<String, Tensor> tensors = new LinkedHashMap<>(best.weights().tensors());
    tensors.put("optimizer/conv1.weight/momentum", tensors.get("conv1.weight"));
    Path last = folder.resolve("last.safetensors");
    new Weights(tensors, best.weights().metadata()).write(last);
    Path out = Export.checkpoint(last).format("pth").write(folder.resolve("out.pth")).path();
    assertSame(best.weights(), Weights.read(out));
  }

  @Test
  void detectorsAreComparedByWhatTheyFind() {
    Checkpoint detector = detector("maskrcnn_resnet18_fpn");
    Exported done = Export.checkpoint(detector).format("pth").write(folder.resolve("found.pth"));
    assertEquals(0, done.comparison().difference(), "the same arithmetic on the same bits");
    assertTrue(done.comparison().largest() > 10, "boxes of some pixels were found");
    assertTrue(Checkpoint.read(done.path()).detects());
  }

  private Checkpoint detector(String model) {
    Choices choices =
        Choices.NONE
            .with(Settings.MODEL_NAME, model, Origin.USER)
            .with(Settings.NORM, "batch", Origin.USER)
            .with(Settings.NORM_EPS, 1e-5, Origin.USER)
            .with(Settings.WEIGHT_STANDARDIZATION, false, Origin.USER)
            .with(Settings.BOX_HEAD, "two_fc", Origin.USER)
            .with(Settings.TEST_PROPOSALS, 40, Origin.USER)
            .with(Settings.DETECTIONS, 20, Origin.USER);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      Layer network = DetectorNetwork.of(choices, Trained.CLASSES).whole();
      network.initialize(manager);
      FormulaWeights.fill(network);
      network.state().forEach((name, array) -> tensors.put(name, Tensor.of(array)));
    }
    ModelFacts facts =
        new ModelFacts(
            model, "photos", Trained.NAMES, Map.of("min_size", "96", "max_size", "128"), choices);
    Path file = folder.resolve("detector.safetensors");
    new Weights(tensors, facts.toMetadata()).write(file);
    return Checkpoint.read(file);
  }
}
