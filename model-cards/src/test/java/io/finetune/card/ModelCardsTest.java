package io.finetune.card;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.finetune.FinetuneException;
import io.finetune.block.Backbones;
import io.finetune.block.Classifier;
import io.finetune.block.ConvStyle;
import io.finetune.block.Layer;
import io.finetune.block.ResNet;
import io.finetune.block.ResNetSpec;
import io.finetune.card.PublishedResult.Score;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
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

  /** Published with torchvision 0.29.1's weights. */
  private static final Map<String, Double> TORCHVISION_GFLOPS =
      Map.of(
          "resnet18", 1.814,
          "resnet34", 3.664,
          "resnet50", 4.089,
          "resnet101", 7.801,
          "resnet152", 11.514,
          "resnext50_32x4d", 4.23,
          "resnext101_32x8d", 16.414,
          "resnext101_64x4d", 15.46,
          "wide_resnet50_2", 11.398);

  @Test
  void thereIsOneCardForEveryBackbone() {
    assertEquals(
        Backbones.all().stream().map(Backbones.Backbone::name).toList(),
        ModelCards.classifiers().stream().map(ModelCard::name).toList());
  }

  @Test
  void everyCardIsAClassifiersOrADetectors() {
    assertEquals(12, ModelCards.detectors().size());
    List<ModelCard> both = new ArrayList<>(ModelCards.classifiers());
    both.addAll(ModelCards.detectors());
    assertEquals(ModelCards.all(), both);
    for (ModelCard card : both) {
      String kind = card.name().split("rcnn_", 2)[0];
      assertEquals(
          switch (kind) {
            case "faster" -> ModelCard.Task.DETECTION;
            case "mask" -> ModelCard.Task.SEGMENTATION;
            default -> ModelCard.Task.CLASSIFICATION;
          },
          card.task(),
          card.name());
    }
  }

  @Test
  void parametersAreTorchvisions() {
    TORCHVISION.forEach(
        (name, count) -> assertEquals(count, ModelCards.get(name).parameters(), name));
  }

  @Test
  void multiplyAddsAreTorchvisions() {
    TORCHVISION_GFLOPS.forEach(
        (name, gflops) -> assertEquals(gflops, ModelCards.get(name).gflops(), name));
  }

  @Test
  void cardsSayWhatIsBuiltAndWhatFollowsFromTheSpec() {
    for (ModelCard card : ModelCards.classifiers()) {
      ResNetSpec spec = Backbones.get(card.name()).spec();
      Layer network = new Classifier(new ResNet(spec, ConvStyle.BATCH), card.classes());
      Count count = new Count(spec, card);
      assertEquals(count.parameters, trained(network), card.name());
      assertEquals(count.parameters, card.parameters(), card.name());
      int side = ((ModelCard.Sizing.Crop) card.preprocessing().sizing()).crop();
      long multiplyAdds = network.multiplyAdds(new Shape(1, 3, side, side));
      assertEquals(count.multiplyAdds, multiplyAdds, card.name());
      assertEquals(2 * multiplyAdds, network.multiplyAdds(new Shape(2, 3, side, side)));
      assertEquals(multiplyAdds / 1e9, card.gflops(), card.gflops() < 1 ? 5e-5 : 5e-4, card.name());
    }
  }

  private static long trained(Layer network) {
    return network.named().values().stream()
        .filter(Parameter::requiresGradient)
        .mapToLong(parameter -> parameter.getShape().size())
        .sum();
  }

  @Test
  void torchvisionFileNamesCarryTheChecksum() {
    int seen = 0;
    for (ModelCard card : ModelCards.all()) {
      String stem = card.name() + (card.task() == ModelCard.Task.CLASSIFICATION ? "-" : "_coco-");
      for (CardWeights weights : card.weights()) {
        if (weights.location().startsWith("https://download.pytorch.org/")) {
          String ending = "/" + stem + weights.sha256Prefix().orElseThrow() + ".pth";
          assertTrue(weights.location().endsWith(ending), weights.location());
          seen++;
        }
      }
    }
    assertEquals(15 + 2, seen);
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
  void everyDetectorMayBeginFromItsBackbonesFirstWeights() {
    for (ModelCard card : ModelCards.detectors()) {
      String backbone = ((ModelCard.Architecture.Detector) card.architecture()).backbone();
      assertEquals(
          ModelCards.get(backbone).weights().get(0),
          ModelCards.file(card.weights("backbone")),
          card.name());
      assertEquals(
          card.weights("backbone").trainedOn(),
          ModelCards.file(card.weights("backbone")).trainedOn());
    }
    CardWeights own = ModelCards.get("maskrcnn_resnet50_fpn").weights().get(0);
    assertSame(own, ModelCards.file(own));
  }

  @Test
  void onlyTheTwoDetectorsOfTorchvisionHaveWeightsOfTheirOwn() {
    Map<String, String> own = new TreeMap<>();
    for (ModelCard card : ModelCards.detectors()) {
      CardWeights first = card.weights().get(0);
      if (first.kind() != CardWeights.Kind.BACKBONE) {
        own.put(card.name(), first.name());
        assertEquals(Optional.of(0.0), first.normEps(), card.name());
        assertEquals(List.of(), first.fresh(), card.name());
      }
    }
    assertEquals(
        Map.of("fasterrcnn_resnet50_fpn", "coco_v1", "maskrcnn_resnet50_fpn", "coco_v1"), own);
  }

  @Test
  void detectorsHaveTorchvisionsAndThePapersScores() {
    assertEquals(List.of(37.0, 36.4, 37.0), boxes("fasterrcnn_resnet50_fpn"));
    assertEquals(List.of(38.5, 38.9), boxes("fasterrcnn_resnet101_fpn"));
    assertEquals(List.of(40.1, 40.7), boxes("fasterrcnn_resnext101_32x4d_fpn"));
    assertEquals(List.of(41.3, 41.6), boxes("fasterrcnn_resnext101_64x4d_fpn"));
    assertEquals(List.of(37.9, 37.4, 37.9, 37.5, 38.4, 40.0, 40.6), boxes("maskrcnn_resnet50_fpn"));
    assertEquals(List.of(34.6, 34.1, 34.7, 33.9, 34.6, 36.1, 36.6), masks("maskrcnn_resnet50_fpn"));
    assertEquals(List.of(39.4, 40.0, 41.1, 41.7), boxes("maskrcnn_resnet101_fpn"));
    assertEquals(List.of(35.9, 36.2, 36.9, 37.4), masks("maskrcnn_resnet101_fpn"));
    assertEquals(List.of(41.1, 41.6), boxes("maskrcnn_resnext101_32x4d_fpn"));
    assertEquals(List.of(37.1, 37.4), masks("maskrcnn_resnext101_32x4d_fpn"));
    assertEquals(List.of(42.1, 42.8), boxes("maskrcnn_resnext101_64x4d_fpn"));
    assertEquals(List.of(38.0, 38.4), masks("maskrcnn_resnext101_64x4d_fpn"));
  }

  private static List<Double> boxes(String name) {
    return scores(name).map(Score.Precision::box).toList();
  }

  private static List<Double> masks(String name) {
    return scores(name).map(score -> score.mask().orElseThrow()).toList();
  }

  private static Stream<Score.Precision> scores(String name) {
    return ModelCards.get(name).results().stream().map(result -> (Score.Precision) result.score());
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
        "x.yaml: weights[0].kind is ftp, expected one of [shipped, url, djl, backbone]");
    assertRefused(yaml().replaceFirst("https:", "http:"), "x.yaml");
    assertRefused(yaml().replaceFirst("kind: url", "kind: backbone"), "x.yaml: location is https");
    assertRefused(
        yaml().replace("task: classification", "task: tracking"),
        "x.yaml: task is tracking, expected one of [classification, detection, segmentation]");
    assertRefused(yaml() + "name: again\n", "x.yaml: not valid YAML");
    assertRefused("- a\n- b\n", "x.yaml: the file is [a, b], expected a mapping");
  }

  @Test
  void aCardHasWhatItsTaskHas() throws IOException {
    assertRefused(
        yaml().replace("task: classification", "task: detection"),
        "x.yaml: unknown key architecture.");
    String detector = yaml("fasterrcnn_resnet50_fpn.yaml");
    assertRefused(
        detector.replaceFirst("short_side: \\d+", "resize: 256"),
        "x.yaml: unknown key preprocessing.resize");
    assertRefused(
        detector.replaceFirst("short_side: \\d+", "short_side: 2000"),
        "x.yaml: long_side is 1333, expected at least the short side");
    assertRefused(
        detector.replaceFirst("box_ap: .*", "top1: 37.0"), "x.yaml: unknown key results[0].top1");
    assertRefused(
        detector.replaceFirst("box_ap: .*", "box_ap: 370"),
        "x.yaml: box_ap is 370.0, expected a percentage");
    assertRefused(
        detector.replaceFirst("norm_eps: 0", "norm_eps: -1"),
        "x.yaml: norm_eps is -1.0, expected 0 or more");
    assertRefused(
        detector.replaceFirst("(?m)^    fresh: .*\n", ""), "x.yaml: loads is [backbone.body]");
  }

  private static void assertRefused(String yaml, String message) {
    FinetuneException error =
        assertThrows(FinetuneException.class, () -> ModelCardReader.read("x.yaml", yaml));
    assertTrue(error.getMessage().startsWith(message), error.getMessage());
  }

  private static String yaml() throws IOException {
    // So that the first address left is the one of the weights.
    return yaml("resnet18.yaml").replace("https://arxiv.org", "arxiv.org");
  }

  private static String yaml(String file) throws IOException {
    try (InputStream in = ModelCards.class.getResourceAsStream(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Counts a ResNet layer by layer, from its definition in the paper. */
  private static final class Count {
    private long parameters;
    private long multiplyAdds;

    Count(ResNetSpec spec, ModelCard card) {
      boolean cifar = spec.stem() == ResNetSpec.Stem.CIFAR;
      int size = ((ModelCard.Sizing.Crop) card.preprocessing().sizing()).crop() / (cifar ? 1 : 2);
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
