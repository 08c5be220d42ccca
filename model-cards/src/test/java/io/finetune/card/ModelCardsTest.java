package io.finetune.card;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.FinetuneException;
import io.finetune.block.Backbones;
import io.finetune.block.ResNetSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ModelCardsTest {

  /** Counted by torchvision 0.29.1 itself. */
  private static final Map<String, Long> TORCHVISION =
      Map.of(
          "resnet18", 11_689_512L,
          "resnet34", 21_797_672L,
          "resnet50", 25_557_032L,
          "resnet101", 44_549_160L,
          "resnet152", 60_192_808L,
          "resnext50_32x4d", 25_028_904L,
          "resnext101_32x8d", 88_791_336L,
          "resnext101_64x4d", 83_455_272L,
          "wide_resnet50_2", 68_883_240L);

  @Test
  void thereIsOneCardForEveryBackbone() {
    assertEquals(
        Backbones.all().stream().map(Backbones.Backbone::name).toList(),
        ModelCards.all().stream().map(ModelCard::name).toList());
  }

  @Test
  void parametersAreTorchvisions() {
    TORCHVISION.forEach(
        (name, count) -> assertEquals(count, ModelCards.get(name).parameters(), name));
  }

  @Test
  void parametersAndMultiplyAddsFollowFromTheSpec() {
    for (ModelCard card : ModelCards.all()) {
      Count count = new Count(Backbones.get(card.name()).spec(), card);
      assertEquals(count.parameters, card.parameters(), card.name());
      assertEquals(count.multiplyAdds / 1e9, card.gflops(), 0.001, card.name());
    }
  }

  @Test
  void torchvisionFileNamesCarryTheChecksum() {
    int seen = 0;
    for (ModelCard card : ModelCards.all()) {
      for (ModelCard.Weights weights : card.weights()) {
        if (weights.location().startsWith("https://download.pytorch.org/")) {
          String ending = "/" + card.name() + "-" + weights.sha256Prefix().orElseThrow() + ".pth";
          assertTrue(weights.location().endsWith(ending), weights.location());
          seen++;
        }
      }
    }
    assertEquals(15, seen);
  }

  @Test
  void resultsNameWeightsOfTheirCard() {
    for (ModelCard card : ModelCards.all()) {
      Set<String> names = new HashSet<>();
      card.weights().forEach(weights -> assertTrue(names.add(weights.name()), card.name()));
      card.results().forEach(result -> result.weights().ifPresent(card::weights));
    }
  }

  @Test
  void anUnknownNameGetsTheNearest() {
    FinetuneException error =
        assertThrows(FinetuneException.class, () -> ModelCards.get("resnet5O"));
    assertTrue(error.getMessage().contains("did you mean 'resnet50'"), error.getMessage());
  }

  @Test
  void anUnknownKeyIsAnErrorThatSaysWhatIsValid() throws IOException {
    assertRefused(
        yaml().replace("  crop:", "  corp:"),
        "x.yaml: unknown key preprocessing.corp; valid here: [crop, interpolation, mean, resize,"
            + " std]");
  }

  @Test
  void aMissingKeyIsAnError() throws IOException {
    assertRefused(
        yaml().replaceAll("(?m)^  crop: .*\n", ""), "x.yaml: key preprocessing.crop is missing");
  }

  @Test
  void aWrongValueIsAnError() throws IOException {
    assertRefused(
        yaml().replaceFirst("crop: \\d+", "crop: large"),
        "x.yaml: preprocessing.crop is large, expected a whole number");
    assertRefused(
        yaml().replaceFirst("crop: \\d+", "crop: 999"), "x.yaml: resize is 256, expected");
    assertRefused(
        yaml().replaceFirst("kind: url", "kind: ftp"),
        "x.yaml: weights[0].kind is ftp, expected one of [shipped, url, djl]");
    assertRefused(yaml().replaceFirst("https:", "http:"), "x.yaml");
    assertRefused(yaml() + "name: again\n", "x.yaml: not valid YAML");
    assertRefused("- a\n- b\n", "x.yaml: the file is [a, b], expected a mapping");
  }

  private static void assertRefused(String yaml, String message) {
    FinetuneException error =
        assertThrows(FinetuneException.class, () -> ModelCardReader.read("x.yaml", yaml));
    assertTrue(error.getMessage().startsWith(message), error.getMessage());
  }

  private static String yaml() throws IOException {
    try (InputStream in = ModelCards.class.getResourceAsStream("resnet18.yaml")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      // So that the first address left is the one of the weights.
      return text.replace("https://arxiv.org", "arxiv.org");
    }
  }

  /** Counts a ResNet layer by layer, from its definition in the paper. */
  private static final class Count {
    private long parameters;
    private long multiplyAdds;

    Count(ResNetSpec spec, ModelCard card) {
      boolean cifar = spec.stem() == ResNetSpec.Stem.CIFAR;
      int size = card.preprocessing().crop() / (cifar ? 1 : 2);
      conv(3, spec.width(), cifar ? 3 : 7, size, 1);
      size /= cifar ? 1 : 2;
      int inputs = spec.width();
      List<Integer> blocks = spec.blocks();
      for (int stage = 0; stage < blocks.size(); stage++) {
        for (int block = 0; block < blocks.get(stage); block++) {
          int stride = block == 0 && stage > 0 ? 2 : 1;
          block(spec, stage, inputs, size, stride);
          size /= stride;
          inputs = spec.channels(stage);
        }
      }
      parameters += (inputs + 1L) * card.classes();
      multiplyAdds += (long) inputs * card.classes();
    }

    private void block(ResNetSpec spec, int stage, int inputs, int size, int stride) {
      int outputs = spec.channels(stage);
      int small = size / stride;
      if (spec.bottleneck()) {
        int inner = (spec.width() << stage) * spec.groupWidth() / 64 * spec.groups();
        conv(inputs, inner, 1, size, 1);
        conv(inner, inner, 3, small, spec.groups());
        conv(inner, outputs, 1, small, 1);
      } else {
        conv(inputs, outputs, 3, small, 1);
        conv(outputs, outputs, 3, small, 1);
      }
      if (stride > 1 || inputs != outputs) {
        conv(inputs, outputs, 1, small, 1);
      }
    }

    /** A convolution without bias, and the norm after it. */
    private void conv(int inputs, int outputs, int kernel, int size, int groups) {
      long weights = (long) inputs / groups * outputs * kernel * kernel;
      parameters += weights + 2L * outputs;
      multiplyAdds += weights * size * size;
    }
  }
}
