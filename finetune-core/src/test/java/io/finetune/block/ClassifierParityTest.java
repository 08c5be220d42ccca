package io.finetune.block;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.finetune.kernel.Kernels;
import io.finetune.kernel.Precision;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Our ResNets against torchvision's, with the same formula weights. */
class ClassifierParityTest {

  private final Kernels kernels = Kernels.on(Device.cpu());
  private NDManager manager;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager(Device.cpu());
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @CsvSource({
    "resnet18,resnet18,BATCH",
    "resnet50,resnet50,BATCH",
    "resnext50_32x4d,resnext50_32x4d,BATCH",
    "resnet50,resnet50_gn,GROUP"
  })
  void evaluationGivesTorchvisionsLogits(String model, String fixture, Norm.Kind norm) {
    Classifier network = network(model, norm);
    JsonObject golden = fixture(fixture + "-eval.json");
    NDArray x = FormulaWeights.classificationInput(manager, 2, 64, 64);
    for (String layout : new String[] {"contiguous", "channels_last"}) {
      NDArray images = layout.equals("contiguous") ? x : kernels.channelsLast(manager, x);
      NDArray logits = forward(network, images, false);
      JsonArray rows = golden.getAsJsonArray("logits");
      for (int i = 0; i < rows.size(); i++) {
        float[] expected = floats(rows.get(i).getAsJsonArray());
        assertArrayEquals(expected, logits.get(i).toFloatArray(), 1e-4f, layout + " row " + i);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "resnet18,resnet18-train-b4,BATCH,1e-4",
    "resnet18,resnet18-train-b2,BATCH,7e-3",
    "resnet50,resnet50_gn-train-b2,GROUP,1e-4"
  })
  void aTrainingStepGivesTorchvisionsNumbers(
      String model, String fixture, Norm.Kind norm, double tolerance) {
    Classifier network = network(model, norm);
    JsonObject golden = fixture(fixture + ".json");
    long[] labels = longs(golden.getAsJsonArray("labels"));
    NDArray x = FormulaWeights.classificationInput(manager, labels.length, 64, 64);
    NDArray target = manager.create(labels);
    try (var collector = Engine.getInstance().newGradientCollector()) {
      NDArray logits = forward(network, x, true);
      NDArray loss = kernels.crossEntropy(manager, logits, target, 0);
      double expected = golden.getAsJsonArray("loss_per_step").get(0).getAsDouble();
      assertEquals(expected, loss.getFloat(), 1e-4 * expected);
      collector.backward(loss);
    }
    checkGradients(network, golden.getAsJsonObject("gradients"), tolerance);
    checkBuffers(network, golden.getAsJsonObject("buffers_after_one_forward"));
  }

  private static void checkGradients(Classifier network, JsonObject golden, double tolerance) {
    int seen = 0;
    for (Map.Entry<String, Parameter> entry : network.named().entrySet()) {
      if (!entry.getValue().requiresGradient()) {
        continue;
      }
      String name = entry.getKey();
      JsonObject expected = golden.getAsJsonObject(name);
      try (NDArray gradient = entry.getValue().getArray().getGradient()) {
        double l2 = norm(gradient.toFloatArray());
        assertEquals(expected.get("l2").getAsDouble(), l2, tolerance * l2 + 1e-7, name);
      }
      seen++;
    }
    assertEquals(golden.size(), seen, "every gradient of the reference was compared");
  }

  private static void checkBuffers(Classifier network, JsonObject golden) {
    Map<String, NDArray> state = network.state();
    for (Map.Entry<String, JsonElement> entry : golden.entrySet()) {
      NDArray array = state.get(entry.getKey());
      if (entry.getKey().endsWith("num_batches_tracked")) {
        assertEquals(entry.getValue().getAsLong(), array.getLong(), entry.getKey());
        continue;
      }
      JsonObject expected = entry.getValue().getAsJsonObject();
      float[] values = array.toFloatArray();
      float[] first = floats(expected.getAsJsonArray("first5"));
      for (int i = 0; i < first.length; i++) {
        assertEquals(first[i], values[i], 1e-4 * Math.max(1, Math.abs(first[i])), entry.getKey());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "resnet18",
        "resnet34",
        "resnet50",
        "resnet101",
        "resnet152",
        "resnext50_32x4d",
        "resnext101_64x4d",
        "resnext101_32x8d",
        "wide_resnet50_2"
      })
  void stateDictHasTorchvisionsNamesShapesAndOrder(String model) {
    Classifier network =
        new Classifier(new ResNet(Backbones.get(model).spec(), ConvStyle.BATCH), 1000);
    JsonObject golden = fixture("state-dict-keys/" + model + ".json");
    JsonArray entries = golden.getAsJsonArray("state_dict");
    assertEquals(entries.size(), network.named().size());
    int i = 0;
    for (Map.Entry<String, Parameter> entry : network.named().entrySet()) {
      JsonArray expected = entries.get(i++).getAsJsonArray();
      assertEquals(expected.get(0).getAsString(), entry.getKey());
      Shape shape = new Shape(longs(expected.get(1).getAsJsonArray()));
      assertEquals(shape, entry.getValue().getShape(), entry.getKey());
      boolean trained = expected.get(3).getAsString().equals("parameter");
      assertEquals(trained, entry.getValue().requiresGradient(), entry.getKey());
    }
  }

  @Test
  void bfloat16StaysNearFloat32() {
    Classifier network = network("resnet18", Norm.Kind.BATCH);
    NDArray x = FormulaWeights.classificationInput(manager, 4, 64, 64);
    float[] exact = forward(network, x, false).toFloatArray();
    NDArray narrow = kernels.cast(manager, x, Precision.BF16);
    NDArray logits = forward(network, narrow, false);
    assertEquals(DataType.FLOAT32, logits.getDataType());
    float[] near = logits.toFloatArray();
    double difference = 0;
    for (int i = 0; i < exact.length; i++) {
      difference += Math.pow(exact[i] - near[i], 2);
    }
    double relative = Math.sqrt(difference) / norm(exact);
    assertTrue(relative > 0 && relative < 0.03, "relative difference " + relative);
  }

  private Classifier network(String model, Norm.Kind kind) {
    Norm norm = kind == Norm.Kind.GROUP ? Norm.GROUP : Norm.BATCH;
    ResNet backbone = new ResNet(Backbones.get(model).spec(), new ConvStyle(norm, false));
    Classifier network = new Classifier(backbone, 1000);
    network.initialize(manager);
    FormulaWeights.fill(network);
    return network;
  }

  private NDArray forward(Classifier network, NDArray x, boolean training) {
    return network.forward(new ParameterStore(manager, false), new NDList(x), training).head();
  }

  private static double norm(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }

  private static JsonObject fixture(String name) {
    try (Reader in =
        new InputStreamReader(
            ClassifierParityTest.class.getResourceAsStream(name), StandardCharsets.UTF_8)) {
      return JsonParser.parseReader(in).getAsJsonObject();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static float[] floats(JsonArray array) {
    float[] values = new float[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).getAsFloat();
    }
    return values;
  }

  private static long[] longs(JsonArray array) {
    long[] values = new long[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).getAsLong();
    }
    return values;
  }
}
