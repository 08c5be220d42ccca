package io.finetune.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.DataException;
import io.finetune.FinetuneException;
import io.finetune.WeightException;
import io.finetune.block.Norm;
import io.finetune.card.CardWeights;
import io.finetune.card.ModelCard;
import io.finetune.card.ModelCards;
import io.finetune.run.Choices.Origin;
import io.finetune.weight.WeightSource;
import io.finetune.weight.WeightSources;
import io.finetune.weight.Weights;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InitialWeightsTest {

  private static final String TORCHVISION = "https://download.pytorch.org/models/";

  @TempDir Path folder;

  private static URI address(String model, String weights) {
    WeightSource source = InitialWeights.of(model, weights).source();
    return assertInstanceOf(WeightSource.Remote.class, source).uri();
  }

  private static Choices run(String model, String weights) {
    return Recipes.complete(
        Choices.NONE
            .with(Settings.MODEL_NAME, model, Origin.USER)
            .with(Settings.DATASET, "coco:photos", Origin.USER)
            .with(Settings.WEIGHTS, weights, Origin.USER));
  }

  @ParameterizedTest
  @CsvSource({
    "resnet50, default, resnet50-0676ba61.pth",
    "resnet50, imagenet1k_v2, resnet50-11ad3fa6.pth",
    "fasterrcnn_resnet50_fpn, default, fasterrcnn_resnet50_fpn_coco-258fb6c6.pth",
    "maskrcnn_resnet50_fpn, default, maskrcnn_resnet50_fpn_coco-bf2d0c1e.pth",
    "maskrcnn_resnet50_fpn, backbone, resnet50-0676ba61.pth",
    "maskrcnn_resnet18_fpn, default, resnet18-f37072fd.pth",
    "fasterrcnn_resnext101_64x4d_fpn, default, resnext101_64x4d-173b62eb.pth"
  })
  void theCardSaysWhereWeightsAre(String model, String weights, String file) {
    assertEquals(URI.create(TORCHVISION + file), address(model, weights));
  }

  @Test
  void everyCardWithWeightsHasADefault() {
    int seen = 0;
    for (ModelCard card : ModelCards.all()) {
      for (CardWeights weights : card.weights()) {
        InitialWeights.of(card.name(), weights.name());
        seen++;
      }
      if (card.weights().isEmpty()) {
        String message =
            assertThrows(WeightException.class, () -> InitialWeights.of(card.name(), "default"))
                .getMessage();
        assertTrue(message.contains("--weights none"), message);
      }
    }
    assertEquals(19 + 3 + 13, seen);
  }

  @Test
  void aNamedFileIsNotTheCards() {
    assertEquals(
        new WeightSource.Local(Path.of("./backbone")),
        InitialWeights.of("maskrcnn_resnet50_fpn", "./backbone").source());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "default",
        "coco_v1",
        "https://download.pytorch.org/models/fasterrcnn_resnet50_fpn_coco-258fb6c6.pth",
        "downloads/fasterrcnn_resnet50_fpn_coco-258fb6c6.pth",
        "djl",
        "djl://ai.djl.pytorch/faster_rcnn",
        "djl://ai.djl.pytorch/faster_rcnn/0.0.1/faster_rcnn_resnet50"
      })
  void weightsTrainedOnCocoWantNormsWithoutEps(String weights) {
    Choices run = run("fasterrcnn_resnet50_fpn", weights);
    assertEquals(Norm.FROZEN_BATCH_COCO, Sources.style(run).norm());
  }

  @ParameterizedTest
  @ValueSource(strings = {"backbone", "none", "resnet50-0676ba61.pth", "djl://ai.djl.x/other"})
  void otherWeightsWantTheUsualEps(String weights) {
    Choices run = run("fasterrcnn_resnet50_fpn", weights);
    assertEquals(Norm.FROZEN_BATCH, Sources.style(run).norm());
  }

  @Test
  void onlyFrozenNormsRepeatTheEpsAndTheUserHasTheLastWord() {
    Choices chosen =
        Choices.NONE
            .with(Settings.MODEL_NAME, "maskrcnn_resnet50_fpn", Origin.USER)
            .with(Settings.DATASET, "coco:photos", Origin.USER);
    Choices batch = Recipes.complete(chosen.with(Settings.NORM, "batch", Origin.USER));
    assertEquals(Norm.BATCH, Sources.style(batch).norm());
    Choices group = Recipes.complete(chosen.with(Settings.NORM, "group", Origin.USER));
    assertEquals(Norm.GROUP, Sources.style(group).norm());
    Choices own = Recipes.complete(chosen.with(Settings.NORM_EPS, 1e-3, Origin.USER));
    assertEquals(1e-3, Sources.style(own).norm().eps());
  }

  @Test
  void aCheckpointTellsItsEps() {
    Path file = folder.resolve("best.safetensors");
    new Weights(Map.of(), Map.of("setting.norm-eps", "0.0")).write(file);
    assertEquals(0, run("maskrcnn_resnet18_fpn", file.toString()).get(Settings.NORM_EPS));
    new Weights(Map.of(), Map.of()).write(file);
    assertEquals(1e-5, run("maskrcnn_resnet18_fpn", file.toString()).get(Settings.NORM_EPS));
    new Weights(Map.of(), Map.of("setting.norm-eps", "much")).write(file);
    assertThrows(FinetuneException.class, () -> run("maskrcnn_resnet18_fpn", file.toString()));
  }

  /** Whatever a model is for: the address, where to put the file, and no half download. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "resnet50",
        "fasterrcnn_resnet50_fpn",
        "maskrcnn_resnet50_fpn",
        "maskrcnn_resnet18_fpn"
      })
  void withoutANetworkTheErrorSaysWhatToDo(String model) throws IOException {
    ProxySelector before = ProxySelector.getDefault();
    ProxySelector.setDefault(ProxySelector.of(closedPort()));
    try {
      WeightSources sources =
          new WeightSources(
              folder, WeightSources.DJL_ZOO, name -> Optional.empty(), (done, all) -> {});
      InitialWeights weights = InitialWeights.of(model, "default");
      String message =
          assertThrows(
                  DataException.class,
                  () ->
                      weights.load(
                          sources,
                          read -> {
                            throw new AssertionError("nothing was read");
                          }))
              .getMessage();
      assertTrue(
          message.startsWith("The download of " + address(model, "default") + " failed"), message);
      assertTrue(message.contains("put the file at " + folder.resolve("weights")), message);
    } finally {
      ProxySelector.setDefault(before);
    }
    try (var files = Files.list(folder.resolve("weights"))) {
      assertTrue(files.allMatch(file -> file.toString().endsWith(".lock")));
    }
  }

  private static InetSocketAddress closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort());
    }
  }
}
