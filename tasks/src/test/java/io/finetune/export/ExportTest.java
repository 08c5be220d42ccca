package io.finetune.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.FinetuneException;
import io.finetune.export.Exports.Format;
import io.finetune.image.Preprocessing;
import io.finetune.predict.Checkpoint;
import io.finetune.run.ModelFacts;
import io.finetune.weight.Tensor;
import io.finetune.weight.TensorType;
import io.finetune.weight.Weights;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every format is written and compared; whatever goes wrong is told and leaves nothing behind. */
class ExportTest {

  @TempDir static Path shared;
  private static Checkpoint trained;

  @TempDir Path folder;

  @BeforeAll
  static void make() {
    trained = Trained.checkpoint(shared, "resnet20_cifar");
  }

  static List<Format> formats() {
    return Exports.all();
  }

  @Test
  void theTableIsWhole() {
    assertEquals(
        List.of("safetensors", "pth", "onnx", "torchscript", "djl"),
        formats().stream().map(Format::name).toList());
  }

  @ParameterizedTest
  @MethodSource("formats")
  void everyFormatComputesTheSame(Format format) throws IOException {
    Path out = folder.resolve("new").resolve("model." + format.name());
    Exported done = Export.checkpoint(trained.file()).format(format.name()).write(out);
    assertEquals(out, done.path());
    assertTrue(done.comparison().largest() > 1, "logits that are not all nearly 0");
    assertTrue(done.comparison().difference() < 1e-5, done.comparison().describe());
    assertEquals(List.of(out), list(out.getParent()), "no draft is left");
    try (Stream<Path> files = Files.walk(out)) {
      long bytes = files.filter(Files::isRegularFile).mapToLong(f -> f.toFile().length()).sum();
      assertEquals(bytes, done.bytes());
      assertTrue(bytes > 1_000_000, "270 thousand weights of 4 bytes");
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  void equalCheckpointsMakeEqualFiles(Format format) throws IOException {
    Path first = Export.checkpoint(trained).format(format).write(folder.resolve("a")).path();
    Path second = Export.checkpoint(trained).format(format).write(folder.resolve("b")).path();
    try (Stream<Path> files = Files.walk(first)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertEquals(-1, Files.mismatch(file, second.resolve(first.relativize(file).toString())));
      }
    }
  }

  @Test
  void nothingIsOverwritten() throws IOException {
    Path out = Files.writeString(folder.resolve("mine.pth"), "kept");
    assertFails("is there already", Export.checkpoint(trained).format("pth"), out);
    assertEquals("kept", Files.readString(out));
  }

  @Test
  void aFolderThatIsAFileIsTold() throws IOException {
    Path file = Files.writeString(folder.resolve("mine"), "kept");
    Export export = Export.checkpoint(trained).format("pth");
    assertFails("cannot write " + file.resolve("a.pth"), export, file.resolve("a.pth"));
  }

  @Test
  void anExportThatComputesSomethingElseIsDeleted() throws IOException {
    Format wrong =
        new Format(
            "wrong",
            "Half of it.",
            false,
            false,
            (checkpoint, input, file) -> {
              Files.writeString(file, "something");
              return Comparison.between("run by nobody", new float[] {1}, new float[] {1.001f});
            });
    assertFails("does not compute what", Export.checkpoint(trained).format(wrong), path());
    assertEquals(List.of(), list(folder));
  }

  @Test
  void aDetectorIsRefusedWhereOnlyClassifiersAreWritten() {
    Checkpoint detector = with(trained.facts(), "maskrcnn_resnet50_fpn", trained.weights());
    for (String format : List.of("onnx", "torchscript", "djl")) {
      assertFails("safetensors or pth", Export.checkpoint(detector).format(format), path());
    }
  }

  @Test
  void pixelsAreRefusedWhereNoNetworkIsWritten() {
    Export pixels = Export.checkpoint(trained).input(NetworkInput.PIXELS);
    for (String format : List.of("safetensors", "pth", "djl")) {
      assertFails("onnx or torchscript can", pixels.format(format), path());
    }
  }

  @Test
  void aDivergedNetworkIsTold() {
    Map<String, Tensor> tensors = new LinkedHashMap<>(trained.weights().tensors());
    ByteBuffer bias = ByteBuffer.allocate(4 * Trained.CLASSES).order(ByteOrder.LITTLE_ENDIAN);
    bias.putFloat(0, Float.NaN);
    tensors.put("fc.bias", new Tensor(TensorType.F32, new long[] {Trained.CLASSES}, bias));
    Weights weights = new Weights(tensors, trained.weights().metadata());
    Checkpoint diverged = with(trained.facts(), "resnet20_cifar", weights);
    assertFails("has diverged", Export.checkpoint(diverged).format("onnx"), path());
  }

  @Test
  void aCheckpointThatDoesNotFitItsModelIsTold() {
    Checkpoint other = with(trained.facts(), "resnet32_cifar", trained.weights());
    assertFails("The weights do not fit", Export.checkpoint(other).format("onnx"), path());
  }

  @Test
  void anUnknownFormatIsToldWithTheNearest() {
    Export export = Export.checkpoint(trained);
    FinetuneException error =
        assertThrows(FinetuneException.class, () -> export.format("safetensor"));
    assertTrue(error.getMessage().contains("did you mean 'safetensors'?"), error.getMessage());
  }

  @Test
  void aDifferenceOfRoundingFitsAndNoneThatCannotBeMeasured() {
    float[] numbers = {1, -20, 3};
    assertTrue(Comparison.between("x", numbers, new float[] {1, -20.001f, 3}).fits());
    assertFalse(Comparison.between("x", numbers, new float[] {1, -20.003f, 3}).fits());
    assertFalse(Comparison.between("x", numbers, new float[] {1, -20, Float.NaN}).fits());
    assertFalse(Comparison.between("x", numbers, new float[] {1, -20}).fits());
  }

  private Path path() {
    return folder.resolve("out");
  }

  private static Checkpoint with(ModelFacts facts, String model, Weights weights) {
    ModelFacts other =
        new ModelFacts(
            model,
            facts.dataset(),
            facts.classes(),
            Preprocessing.cifar().toMap(),
            facts.settings());
    return new Checkpoint(Path.of("a.safetensors"), other, weights);
  }

  private void assertFails(String expected, Export export, Path out) {
    FinetuneException error = assertThrows(FinetuneException.class, () -> export.write(out));
    assertTrue(error.getMessage().contains(expected), error.getMessage());
    assertFalse(Files.exists(path()));
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
