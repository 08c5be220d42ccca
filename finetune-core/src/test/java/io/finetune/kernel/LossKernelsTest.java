package io.finetune.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Losses and gradients against torchvision's and PyTorch's, in float64 there. */
class LossKernelsTest {

  private static final float TOLERANCE = 2e-6f;
  private static final JsonObject REFERENCE = reference();

  private final LossKernels losses = LossKernels.on(Device.cpu());
  private NDManager scope;

  private static JsonObject reference() {
    try (Reader in =
        new InputStreamReader(
            LossKernelsTest.class.getResourceAsStream("losses.json"), StandardCharsets.UTF_8)) {
      return JsonParser.parseReader(in).getAsJsonObject();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @BeforeEach
  void open() {
    scope = NDManager.newBaseManager(Device.cpu(), "PyTorch");
  }

  @AfterEach
  void close() {
    scope.close();
  }

  /** All numbers in a JSON tree of arrays, in order. */
  private static float[] floats(JsonElement json) {
    List<Float> found = new ArrayList<>();
    collect(json, found);
    float[] values = new float[found.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = found.get(i);
    }
    return values;
  }

  private static void collect(JsonElement json, List<Float> into) {
    if (json.isJsonArray()) {
      json.getAsJsonArray().forEach(child -> collect(child, into));
    } else if (json.isJsonObject()) {
      collect(json.getAsJsonObject().get("values"), into);
    } else {
      into.add(json.getAsFloat());
    }
  }

  private NDArray leaf(float[] values, long... shape) {
    NDArray array = scope.create(values, new Shape(shape));
    array.setRequiresGradient(true);
    return array;
  }

  @Test
  void regionLossesAreTorchvisions() {
    JsonObject given = REFERENCE.getAsJsonObject("fastrcnn_loss");
    NDArray logits = leaf(floats(given.get("class_logits")), 6, 4);
    NDArray deltas = leaf(floats(given.get("box_regression")), 6, 16);
    float[] labels = floats(given.get("labels"));
    float[] targets = floats(given.get("regression_targets"));
    List<Long> classes = new ArrayList<>();
    List<Long> boxes = new ArrayList<>();
    List<Float> codes = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      classes.add((long) labels[i]);
      if (labels[i] > 0) {
        boxes.add(4L * i + (long) labels[i]);
        for (int k = 0; k < 4; k++) {
          codes.add(targets[4 * i + k]);
        }
      }
    }
    NDArray wanted = scope.create(floats(codes), new Shape(boxes.size(), 4));
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDList parts =
          losses.regionLosses(scope, logits, deltas, longs(classes), longs(boxes), wanted);
      assertEquals(
          given.get("classification_loss").getAsFloat(), parts.get(0).getFloat(), TOLERANCE);
      assertEquals(given.get("box_loss").getAsFloat(), parts.get(1).getFloat(), TOLERANCE);
      collector.backward(parts.get(0).add(parts.get(1)));
    }
    assertArrayEquals(
        floats(given.get("class_logit_gradient")), logits.getGradient().toFloatArray(), TOLERANCE);
    assertArrayEquals(
        floats(given.get("box_regression_gradient")),
        deltas.getGradient().toFloatArray(),
        TOLERANCE);
  }

  @Test
  void proposalLossesAreTheSumsOverWhatWasChosen() {
    float[] input = floats(REFERENCE.get("smooth_l1_input"));
    float[] target = floats(REFERENCE.get("smooth_l1_target"));
    NDArray logits = leaf(floats(REFERENCE.get("bce_logits")), 4, 6);
    NDArray deltas = leaf(padded(input), 4, 6, 4);
    float[] hard = floats(REFERENCE.get("bce_hard_target"));
    NDArray all = scope.create(LongStream.range(0, 24).toArray());
    NDArray five = scope.create(LongStream.range(0, 5).toArray());
    JsonObject smooth = REFERENCE.getAsJsonArray("smooth_l1").get(0).getAsJsonObject();
    JsonObject cross = named("hard_mean");
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDList parts =
          losses.proposalLosses(
              scope,
              logits,
              deltas,
              all,
              scope.create(hard),
              five,
              scope.create(target, new Shape(5, 4)));
      assertEquals(cross.get("loss").getAsFloat(), parts.get(0).getFloat(), TOLERANCE);
      assertEquals(smooth.get("loss").getAsFloat() / 24, parts.get(1).getFloat(), TOLERANCE);
      collector.backward(parts.get(0).add(parts.get(1)));
    }
    assertArrayEquals(
        floats(cross.get("logit_gradient")), logits.getGradient().toFloatArray(), TOLERANCE);
    float[] gradient = floats(smooth.get("input_gradient"));
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] /= 24;
    }
    assertArrayEquals(padded(gradient), deltas.getGradient().toFloatArray(), TOLERANCE);
  }

  @Test
  void theMaskLossIsTheMeanOverPixels() {
    JsonObject soft = named("soft_mean");
    NDArray logits = leaf(floats(REFERENCE.get("bce_logits")), 6, 2, 2);
    NDArray targets = scope.create(floats(REFERENCE.get("bce_soft_target")), new Shape(6, 2, 2));
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray loss = losses.maskLoss(scope, logits, targets);
      assertEquals(soft.get("loss").getAsFloat(), loss.getFloat(), TOLERANCE);
      collector.backward(loss);
    }
    assertArrayEquals(
        floats(soft.get("logit_gradient")), logits.getGradient().toFloatArray(), TOLERANCE);
  }

  @Test
  void nothingChosenIsZeroWithAGradientOfZeros() {
    NDArray none = scope.create(new long[0]);
    NDArray noBoxes = scope.create(new float[0], new Shape(0, 4));
    NDArray logits = leaf(new float[] {1, -1}, 1, 2);
    NDArray deltas = leaf(new float[8], 1, 2, 4);
    NDArray masks = leaf(new float[0], 0, 2, 2);
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDList parts =
          losses.proposalLosses(
              scope, logits, deltas, none, scope.create(new float[0]), none, noBoxes);
      NDList regions =
          losses.regionLosses(
              scope,
              scope.create(new float[0], new Shape(0, 3)),
              scope.create(new float[0], new Shape(0, 12)),
              none,
              none,
              noBoxes);
      NDArray mask = losses.maskLoss(scope, masks, scope.create(new float[0], new Shape(0, 2, 2)));
      for (NDArray loss :
          List.of(parts.get(0), parts.get(1), regions.get(0), regions.get(1), mask)) {
        assertEquals(0, loss.getFloat());
      }
      collector.backward(parts.get(0).add(parts.get(1)).add(mask));
    }
    assertArrayEquals(new float[2], logits.getGradient().toFloatArray());
    assertArrayEquals(new float[8], deltas.getGradient().toFloatArray());
  }

  private static JsonObject named(String name) {
    JsonArray cases = REFERENCE.getAsJsonArray("bce_with_logits");
    for (JsonElement each : cases) {
      if (each.getAsJsonObject().get("name").getAsString().equals(name)) {
        return each.getAsJsonObject();
      }
    }
    throw new AssertionError("no case " + name);
  }

  /** Twenty numbers followed by zeros, as the deltas of 24 anchors. */
  private static float[] padded(float[] values) {
    float[] padded = new float[96];
    System.arraycopy(values, 0, padded, 0, values.length);
    return padded;
  }

  private NDArray longs(List<Long> values) {
    return scope.create(values.stream().mapToLong(Long::longValue).toArray());
  }

  private static float[] floats(List<Float> values) {
    float[] array = new float[values.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = values.get(i);
    }
    return array;
  }
}
