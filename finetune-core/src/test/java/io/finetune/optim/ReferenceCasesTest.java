package io.finetune.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.fail;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every trajectory recorded from torch.optim and from the published code, on both paths. */
class ReferenceCasesTest {

  private static final int CASES = 235;
  private static final int STEPS = 12;

  private static JsonArray cases;
  private static JsonArray results;
  private static JsonArray layout;

  /** How a trajectory is run. */
  private enum Path {
    UPDATE,
    STEP
  }

  @BeforeAll
  static void read() throws IOException {
    var in = ReferenceCasesTest.class.getResourceAsStream("optimizers.json.gz");
    assertNotNull(in);
    try (var reader = new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8)) {
      JsonObject all = JsonParser.parseReader(reader).getAsJsonObject();
      cases = all.getAsJsonArray("cases");
      results = all.getAsJsonArray("results");
      layout = all.getAsJsonObject("header").getAsJsonArray("params");
    }
  }

  @Test
  void everyCaseInFloat64OneByOne() {
    assertEquals(CASES, runAll(DataType.FLOAT64, Path.UPDATE, 1e-12));
  }

  @Test
  void everyCaseInFloat64AllTogether() {
    assertEquals(CASES, runAll(DataType.FLOAT64, Path.STEP, 1e-12));
  }

  @Test
  void everyCaseInFloat32AllTogether() {
    assertEquals(CASES, runAll(DataType.FLOAT32, Path.STEP, 1e-5));
  }

  private static int runAll(DataType type, Path path, double tolerance) {
    List<String> wrong = new ArrayList<>();
    int seen = 0;
    for (JsonElement element : cases) {
      JsonObject one = element.getAsJsonObject();
      double worst = run(one, type, path);
      if (!(worst <= tolerance)) {
        wrong.add(one.get("id").getAsString() + " differs by " + worst);
      }
      seen++;
    }
    if (!wrong.isEmpty()) {
      fail(wrong.size() + " of " + seen + " cases: " + String.join("\n", wrong));
    }
    return seen;
  }

  private static double run(JsonObject one, DataType type, Path path) {
    JsonObject options = one.getAsJsonObject("options");
    JsonArray rates = one.getAsJsonArray("lr_per_step");
    CentralizedBuilder<?> builder = ReferenceCases.builder(one);
    if (path == Path.UPDATE && rates != null) {
      // DJL's trackers speak float; the double rates of the fixture need an optimizer for each step
      return runRestored(one, type);
    }
    try (NDManager scope = NDManager.newBaseManager();
        CentralizedOptimizer optimizer = builder.build()) {
      Map<String, Parameter> parameters = parameters(scope, type);
      ParameterGroups groups = ParameterGroups.of(parameters);
      double worst = 0;
      for (int step = 1; step <= STEPS; step++) {
        if (path == Path.STEP) {
          backward(scope, parameters, type, step);
          double rate = (rates == null ? options.get("lr") : rates.get(step - 1)).getAsDouble();
          optimizer.step(groups, rate);
        } else {
          updateAll(optimizer, scope, parameters, type, step);
        }
        worst = Math.max(worst, difference(one, step, parameters));
      }
      return worst;
    }
  }

  /** Changes the rate by handing the state to a new optimizer before every step. */
  private static double runRestored(JsonObject one, DataType type) {
    JsonArray rates = one.getAsJsonArray("lr_per_step");
    double worst = 0;
    try (NDManager scope = NDManager.newBaseManager()) {
      Map<String, Parameter> parameters = parameters(scope, type);
      CentralizedOptimizer previous = null;
      for (int step = 1; step <= STEPS; step++) {
        double rate = rates.get(step - 1).getAsDouble();
        CentralizedOptimizer next = ReferenceCases.builder(one).optLearningRate(rate).build();
        if (previous != null) {
          next.restore(previous.state());
          previous.close();
        }
        updateAll(next, scope, parameters, type, step);
        worst = Math.max(worst, difference(one, step, parameters));
        previous = next;
      }
      previous.close();
    }
    return worst;
  }

  private static void updateAll(
      CentralizedOptimizer optimizer,
      NDManager scope,
      Map<String, Parameter> parameters,
      DataType type,
      int step) {
    for (int k = 0; k < layout.size(); k++) {
      JsonObject entry = layout.get(k).getAsJsonObject();
      String name = entry.get("name").getAsString();
      NDArray gradient = array(scope, entry, type, gradient(entry, k, step));
      optimizer.update(name, parameters.get(name).getArray(), gradient);
    }
  }

  private static void backward(
      NDManager scope, Map<String, Parameter> parameters, DataType type, int step) {
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDList terms = new NDList();
      for (int k = 0; k < layout.size(); k++) {
        JsonObject entry = layout.get(k).getAsJsonObject();
        NDArray weight = parameters.get(entry.get("name").getAsString()).getArray();
        terms.add(weight.mul(array(scope, entry, type, gradient(entry, k, step))).sum());
      }
      collector.backward(NDArrays.stack(terms).sum());
    }
  }

  private static Map<String, Parameter> parameters(NDManager scope, DataType type) {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    for (int k = 0; k < layout.size(); k++) {
      JsonObject entry = layout.get(k).getAsJsonObject();
      Parameter parameter =
          Parameter.builder()
              .setName(entry.get("name").getAsString())
              .setType(Parameter.Type.OTHER)
              .build();
      NDArray weight = array(scope, entry, type, initial(entry, k));
      weight.setRequiresGradient(true);
      parameter.setArray(weight);
      parameters.put(parameter.getName(), parameter);
    }
    return parameters;
  }

  private static double[] initial(JsonObject entry, int k) {
    double[] values = new double[entry.get("count").getAsInt()];
    double scale = entry.get("param_scale").getAsDouble();
    for (int i = 0; i < values.length; i++) {
      values[i] = scale * Math.cos(0.2 * (i + 1) + 0.9 * k);
    }
    return values;
  }

  private static double[] gradient(JsonObject entry, int k, int step) {
    double[] values = new double[entry.get("count").getAsInt()];
    double scale = entry.get("grad_scale").getAsDouble();
    for (int i = 0; i < values.length; i++) {
      values[i] = scale * Math.sin(0.1 * (i + 1) + 0.37 * step + 0.5 * k);
    }
    return values;
  }

  private static NDArray array(NDManager scope, JsonObject entry, DataType type, double[] values) {
    JsonArray shape = entry.getAsJsonArray("shape");
    long[] dimensions = new long[shape.size()];
    for (int i = 0; i < dimensions.length; i++) {
      dimensions[i] = shape.get(i).getAsLong();
    }
    return scope.create(values).reshape(new Shape(dimensions)).toType(type, false);
  }

  /**
   * Greatest difference from the snapshot after a step, relative to 1 or to the value if larger.
   */
  private static double difference(JsonObject one, int step, Map<String, Parameter> parameters) {
    int snapshot = List.of(1, 2, 5, STEPS).indexOf(step);
    if (snapshot < 0) {
      return 0;
    }
    JsonArray expected =
        results.get(one.get("result").getAsInt()).getAsJsonArray().get(snapshot).getAsJsonArray();
    double worst = 0;
    int at = 0;
    for (Parameter parameter : parameters.values()) {
      for (double value : parameter.getArray().toType(DataType.FLOAT64, true).toDoubleArray()) {
        double reference = expected.get(at++).getAsDouble();
        double off = Math.abs(value - reference) / Math.max(1, Math.abs(reference));
        worst = Double.isNaN(off) ? Double.NaN : Math.max(worst, off);
      }
    }
    assertEquals(expected.size(), at);
    return worst;
  }
}
