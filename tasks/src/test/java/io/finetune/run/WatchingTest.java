package io.finetune.run;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.nn.Parameter;
import io.finetune.FinetuneException;
import io.finetune.block.Backbones;
import io.finetune.block.Classifier;
import io.finetune.block.ConvStyle;
import io.finetune.block.ResNet;
import io.finetune.run.Choices.Origin;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WatchingTest {

  private final ResNet backbone =
      new ResNet(Backbones.get("resnet20_cifar").spec(), ConvStyle.BATCH);
  private final Map<String, Parameter> network = new Classifier(backbone, 10).named();

  @Test
  void anUnknownLayerGetsTheNearest() {
    assertRefused("conv2", "unknown layer 'conv2': did you mean 'conv1'? Valid: conv1, layer1.0");
    assertRefused("bn1", "unknown layer 'bn1'"); // a vector has nothing to be centralized
  }

  @Test
  void aFrozenLayerHasNoGradient() {
    backbone.freezeStages(1);
    watching("layer2.0.conv1,fc");
    assertRefused("fc,layer1.0.conv1", "layer 'layer1.0.conv1' is frozen");
  }

  private void assertRefused(String layers, String part) {
    String message = assertThrows(FinetuneException.class, () -> watching(layers)).getMessage();
    assertTrue(message.contains(part), message);
  }

  private Watching watching(String layers) {
    return new Watching(
        Choices.NONE.withText(Settings.LOG_GRADIENTS, layers, Origin.USER), network);
  }
}
