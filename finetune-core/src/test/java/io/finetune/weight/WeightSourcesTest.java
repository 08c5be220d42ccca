package io.finetune.weight;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.finetune.DataException;
import io.finetune.FinetuneException;
import io.finetune.WeightException;
import io.finetune.download.Checksum;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightSourcesTest {

  private static final String ZOO = "djl://ai.djl.pytorch/resnet/0.0.1/traced_tiny";

  @TempDir Path temp;

  private WeightSources sources(Path zoo) {
    return new WeightSources(
        temp.resolve("cache"), zoo.toUri(), WeightSourcesTest::shipped, (bytes, total) -> {});
  }

  private static Optional<InputStream> shipped(String card) {
    try {
      return card.equals("tiny")
          ? Optional.of(Files.newInputStream(good("state_dict.safetensors")))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path good(String name) {
    try {
      return WeightFilesTest.folder().resolve("good").resolve(name);
    } catch (java.net.URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** A model zoo of one artifact, in DJL's layout; its checksum is right or not. */
  private Path zoo(boolean honest) throws IOException {
    Path zoo = Files.createDirectories(temp.resolve("zoo-" + honest));
    Path base = zoo.resolve("model/cv/image_classification/ai/djl/pytorch/resnet");
    Path file = Files.createDirectories(base.resolve("0.0.1")).resolve("traced_tiny.pt.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      Files.copy(good("torchscript_traced.pt"), out);
    }
    String sha1 = honest ? new Checksum(Checksum.Algorithm.SHA_1, null).of(file) : "0".repeat(40);
    Files.writeString(
        base.resolve("metadata.json"),
        """
        {"metadataVersion": "0.2", "resourceType": "model",
         "application": "cv/image_classification", "groupId": "ai.djl.pytorch",
         "artifactId": "resnet", "name": "Resnet", "artifacts": [
           {"version": "0.0.1", "snapshot": false, "name": "traced_tiny",
            "files": {"model": {"uri": "0.0.1/traced_tiny.pt.gz", "sha1Hash": "%s", "size": %d}}}]}
        """
            .formatted(sha1, Files.size(file)));
    return zoo;
  }

  @Test
  void textsBecomeSources() {
    assertEquals(new WeightSource.None(), WeightSource.parse("none", "tiny"));
    assertEquals(new WeightSource.Shipped("tiny"), WeightSource.parse("shipped", "tiny"));
    assertEquals(new WeightSource.Shipped("other"), WeightSource.parse("shipped:other", "tiny"));
    assertEquals(new WeightSource.Local(Path.of("a/b.pth")), WeightSource.parse("a/b.pth", "tiny"));
    assertEquals(
        new WeightSource.Remote(
            URI.create("https://example.org/a.pth"), Checksum.sha256("ab".repeat(32))),
        WeightSource.parse("https://example.org/a.pth#sha256=" + "AB".repeat(32), "tiny"));
    assertEquals(
        new WeightSource.DjlZoo("ai.djl.pytorch", "resnet", "0.0.1", "traced_tiny"),
        WeightSource.parse(ZOO, "tiny"));
    assertEquals(
        new WeightSource.DjlZoo("ai.djl.pytorch", "resnet", null, null),
        WeightSource.parse("djl://ai.djl.pytorch/resnet", "tiny"));
    for (String bad :
        List.of(" ", "http://example.org/a", "djl://x", "s3://bucket/a", "https:// ")) {
      assertThrows(WeightException.class, () -> WeightSource.parse(bad, "tiny"), bad);
    }
  }

  @Test
  void everyKindOfSourceIsRead() throws IOException {
    WeightSources sources = sources(zoo(true));
    Path local = good("state_dict.safetensors");
    for (String text : List.of("shipped", local.toString(), local.toUri().toString(), ZOO)) {
      Weights weights = sources.read(WeightSource.parse(text, "tiny")).orElseThrow();
      assertEquals(15, weights.model().tensors().size(), text);
    }
    assertEquals(Optional.empty(), sources.read(WeightSource.parse("none", "tiny")));
  }

  @Test
  void theZoosChecksumIsChecked() throws IOException {
    WeightSources sources = sources(zoo(false));
    FinetuneException e =
        assertThrows(DataException.class, () -> sources.read(WeightSource.parse(ZOO, "tiny")));
    assertTrue(e.getMessage().contains("checksum"), e.getMessage());
  }

  @Test
  void unknownNamesAreNamed() throws IOException {
    WeightSources sources = sources(zoo(true));
    Map<String, String> reasons =
        Map.of(
            "djl://ai.djl.pytorch/resnet/0.0.1/nothing",
            "traced_tiny",
            "djl://ai.djl.pytorch/nothing",
            "no vision model",
            "shipped:nothing",
            "No weights ship for nothing",
            temp.resolve("no/such.pth").toString(),
            "nearest existing folder is " + temp);
    reasons.forEach(
        (text, reason) -> {
          WeightException e =
              assertThrows(
                  WeightException.class, () -> sources.read(WeightSource.parse(text, "tiny")));
          assertTrue(e.getMessage().contains(reason), e.getMessage());
        });
  }

  @Test
  void writtenFilesKeepMetadataAndReplaceWhole() throws IOException {
    Weights weights = Weights.read(good("state_dict.safetensors"));
    assertEquals(Map.of("format", "pt"), weights.metadata());
    Path file = temp.resolve("deep/er/out.safetensors");
    new Weights(weights.tensors(), Map.of("epoch", "3", "é\"", "ü\n")).write(file);
    Weights first = Weights.read(file);
    assertEquals(Map.of("epoch", "3", "é\"", "ü\n"), first.metadata());
    new Weights(new LinkedHashMap<>(), Map.of()).write(file);
    assertEquals(0, Weights.read(file).tensors().size());
    first
        .tensors()
        .forEach(
            (name, tensor) ->
                assertArrayEquals(weights.tensors().get(name).toFloats(), tensor.toFloats(), name));
    try (var list = Files.list(file.getParent())) {
      assertEquals(1, list.count(), "no temporary file stays");
    }
  }

  @Test
  @Tag("shared")
  void theMirrorsModelsHaveTorchvisionsNamesAndShapes() throws IOException {
    Path shared = Path.of(System.getProperty("finetune.shared", "../../shared"));
    assumeTrue(Files.isDirectory(shared.resolve("mlrepo")));
    WeightSources sources = sources(shared.resolve("mlrepo").toAbsolutePath().normalize());
    Map<String, String> models =
        Map.of(
            "djl://ai.djl.pytorch/resnet/0.0.1/traced_resnet18", "resnet18",
            "djl://ai.djl.pytorch/resnet/0.0.1/traced_resnet50", "resnet50",
            "djl://ai.djl.pytorch/faster_rcnn", "fasterrcnn_resnet50_fpn",
            "djl://ai.djl.pytorch/faster_rcnn_plain", "fasterrcnn_resnet50_fpn");
    for (Map.Entry<String, String> model : models.entrySet()) {
      Weights weights = sources.read(WeightSource.parse(model.getKey(), "tiny")).orElseThrow();
      Path keys = shared.resolve("fixtures/models/state-dict-keys/" + model.getValue() + ".json");
      Map<String, String> want = new LinkedHashMap<>();
      for (JsonElement row :
          JsonParser.parseString(Files.readString(keys))
              .getAsJsonObject()
              .getAsJsonArray("state_dict")) {
        long[] shape =
            row.getAsJsonArray().get(1).getAsJsonArray().asList().stream()
                .mapToLong(JsonElement::getAsLong)
                .toArray();
        want.put(row.getAsJsonArray().get(0).getAsString(), Arrays.toString(shape));
      }
      Map<String, String> got = new LinkedHashMap<>();
      weights.tensors().forEach((name, t) -> got.put(name, Arrays.toString(t.shape())));
      assertEquals(want, got, model.getKey());
    }
    float[] bias =
        sources
            .read(WeightSource.parse("djl://ai.djl.pytorch/resnet/0.0.1/traced_resnet50", "tiny"))
            .orElseThrow()
            .tensors()
            .get("fc.bias")
            .toFloats();
    assertArrayEquals(
        new float[] {0.0043178485f, -0.006356968f, 0.0007237164f}, Arrays.copyOf(bias, 3));
  }
}
