package io.finetune.block;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.FinetuneException;
import org.junit.jupiter.api.Test;

class ConvNormTest {

  @Test
  void groupNormRefusesChannelsItCannotShareEvenly() {
    ConvStyle style = new ConvStyle(Norm.GROUP, false);
    var error =
        assertThrows(
            FinetuneException.class,
            () -> new ResNet(Backbones.get("resnet20_cifar").spec(), style));
    assertTrue(error.getMessage().contains("32 groups"), error.getMessage());
    assertTrue(error.getMessage().contains("conv1 has 16"), error.getMessage());
  }
}
