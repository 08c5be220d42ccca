package io.finetune.endtoend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.finetune.block.Backbones;
import io.finetune.block.ConvStyle;
import io.finetune.block.ResNet;
import io.finetune.run.Settings;
import io.finetune.weight.Tensor;
import io.finetune.weight.Weights;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is frozen stays as it was, running statistics too; everything else is trained. */
class FreezeTest {

  private static final String MODEL = "resnet20_cifar";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "none, ^$, 0",
    "stem, '^(conv1|bn1)\\..*', 6",
    "stage1, '^(conv1|bn1|layer1)\\..*', 42",
    "stage2, '^(conv1|bn1|layer[12])\\..*', 84",
    "stage3, '^(conv1|bn1|layer[123])\\..*', 126",
    "backbone, '^(conv1|bn1|layer[123])\\..*', 126"
  })
  void bytesOfTheFrozenPartStayAndAllOthersChange(String part, Pattern frozen, int tensors) {
    Path start = Runs.freshWeights(folder.resolve("start.safetensors"), MODEL);
    Path run =
        Runs.small(folder)
            .set(Settings.WEIGHTS, start.toString())
            .set(Settings.FREEZE, part)
            .stopWhen(Runs.after(2))
            .run()
            .directory();
    Map<String, Tensor> trained = Runs.last(run).tensors();
    int seen = 0;
    for (Map.Entry<String, Tensor> entry : Weights.read(start).tensors().entrySet()) {
      String name = entry.getKey();
      byte[] before = Runs.bytes(entry.getValue());
      byte[] after = Runs.bytes(trained.get(name));
      if (frozen.matcher(name).matches()) {
        assertArrayEquals(before, after, name + " is frozen");
        assertFalse(trained.containsKey("optimizer/momentum/" + name), name + " has state");
        seen++;
      } else {
        assertFalse(Arrays.equals(before, after), name + " is trained");
      }
    }
    assertEquals(tensors, seen, "frozen tensors");
  }

  @Test
  void theFrozenPartTakesNoPartInTheBackwardPass() {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      ResNet network = new ResNet(Backbones.get(MODEL).spec(), ConvStyle.BATCH);
      network.initialize(manager);
      network.freezeStages(2);
      ParameterStore store = new ParameterStore(manager, false);
      NDArray images = manager.randomNormal(new Shape(2, 3, 16, 16));
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDList stages = network.features(store, images, true);
        for (NDArray frozen : stages.subList(0, 2)) {
          NDArray sum = frozen.sum();
          assertThrows(EngineException.class, () -> collector.backward(sum), "it was recorded");
        }
        collector.backward(stages.get(2).sum());
      }
      network
          .named()
          .forEach(
              (name, parameter) -> {
                boolean trained = name.startsWith("layer3.") && !name.contains("running_");
                trained &= !name.endsWith("num_batches_tracked");
                assertEquals(trained, parameter.requiresGradient(), name);
                assertEquals(trained, parameter.getArray().hasGradient(), name);
              });
    }
  }
}
