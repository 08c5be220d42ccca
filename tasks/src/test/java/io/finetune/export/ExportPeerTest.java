package io.finetune.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.finetune.image.Preprocessing;
import io.finetune.predict.Checkpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * PyTorch and torchvision take what was exported, strictly, and compute the same. Needs a Python
 * that has them, named by {@code -Dfinetune.python=...}.
 */
@Tag("peer")
class ExportPeerTest {

  private static final Path SCRIPT = Path.of("..", "tests", "peers", "run_export.py");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"resnet18", "resnet50", "resnext50_32x4d"})
  void theyComputeTheSame(String model) throws IOException, InterruptedException {
    String python = System.getProperty("finetune.python", "");
    assumeTrue(
        Files.isRegularFile(Path.of(python)),
        "no Python with torch and torchvision is named by -Dfinetune.python");
    Checkpoint checkpoint =
        Trained.checkpoint(
            folder, model, Trained.style("batch", false), Preprocessing.imagenet(64, 64));
    List<String> files = new ArrayList<>();
    for (String[] format :
        new String[][] {
          {"safetensors", "weights.safetensors"},
          {"pth", "weights.pth"},
          {"torchscript", "network.pt"},
          {"onnx", "network.onnx"}
        }) {
      Export export = Export.checkpoint(checkpoint).format(format[0]);
      files.add(export.write(folder.resolve(format[1])).path().toString());
    }
    Probe probe = new Probe(2, 64, 64);
    float[] expected;
    try (TrainedClassifier classifier = TrainedClassifier.load(checkpoint)) {
      write(folder.resolve("values.f32"), probe.normalized(classifier.preprocessing()));
      expected = classifier.logits(probe);
    }
    JsonObject result = run(python, model, files);
    JsonObject logits = result.getAsJsonObject("logits");
    assertTrue(logits.size() >= 3, "at most the ONNX file is left out: " + result);
    for (String file : logits.keySet()) {
      Comparison comparison =
          Comparison.between("run by Python", expected, floats(logits.getAsJsonArray(file)));
      assertTrue(comparison.fits(), file + ": " + comparison.describe());
    }
  }

  private static void write(Path file, float[] values) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    Files.write(file, bytes.array());
  }

  private JsonObject run(String python, String model, List<String> files)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of(python, SCRIPT.toString(), "--model", model));
    line.addAll(List.of("--classes", "" + Trained.CLASSES, "--size", "64"));
    line.addAll(List.of("--values", folder.resolve("values.f32").toString()));
    line.addAll(files);
    Path errors = folder.resolve("errors.txt");
    Process process = new ProcessBuilder(line).redirectError(errors.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), () -> read(errors));
    return JsonParser.parseString(out).getAsJsonObject();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static float[] floats(JsonArray values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i).getAsFloat();
    }
    return floats;
  }
}
