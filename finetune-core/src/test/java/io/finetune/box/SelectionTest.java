package io.finetune.box;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** From a network's raw output to boxes, as torchvision's two heads do it. */
class SelectionTest {

  private static final JsonObject CASES = Fixture.read("selections.json.gz");

  @Test
  void proposalsOfTheRegionProposalNetwork() {
    int seen = 0;
    for (JsonElement element : CASES.getAsJsonArray("proposals")) {
      JsonObject one = element.getAsJsonObject();
      String name = one.get("name").getAsString();
      AnchorGrid anchors =
          Anchors.fpn().on(Fixture.size(one.get("padded")), Fixture.sizes(one.get("grids")));
      List<float[]> logits = new ArrayList<>();
      List<float[]> deltas = new ArrayList<>();
      for (int level = 0; level < anchors.levels(); level++) {
        int count = anchors.count(level);
        logits.add(scaled(Fixture.fractions(name + ".logits." + level, count), 6, level / 2048f));
        deltas.add(Fixture.fractions(name + ".deltas." + level, 4 * count));
      }
      Proposals proposals =
          new Proposals(
              one.get("before").getAsInt(),
              one.get("after").getAsInt(),
              new Nms(one.get("threshold").getAsDouble()),
              one.get("least_score").getAsDouble());
      ScoredBoxes chosen =
          proposals.select(logits, deltas, anchors, Fixture.size(one.get("image")));
      assertArrayEquals(Fixture.floats(one.get("scores")), chosen.scores(), 1e-6f, name);
      assertArrayEquals(Fixture.floats(one.get("boxes")), chosen.boxes(), 1e-4f, name);
      seen++;
    }
    assertEquals(3, seen);
  }

  @Test
  void proposalsNeedTheArraysOfTheirAnchors() {
    AnchorGrid anchors =
        new Anchors(List.of(new float[] {4}), new float[] {1})
            .on(new ImageSize(8, 8), List.of(new ImageSize(2, 2)));
    ImageSize image = new ImageSize(8, 8);
    Proposals proposals = Proposals.training();
    List<float[]> deltas = List.of(new float[16]);
    assertEquals(4, proposals.select(List.of(new float[4]), deltas, anchors, image).count());
    assertThrows(
        IllegalArgumentException.class,
        () -> proposals.select(List.of(new float[3]), deltas, anchors, image));
    assertThrows(
        IllegalArgumentException.class, () -> proposals.select(List.of(), deltas, anchors, image));
    assertThrows(IllegalArgumentException.class, () -> new Proposals(0, 5, new Nms(0.7), 0));
  }

  @Test
  void numbersThatAreNoneBecomeNoProposals() {
    AnchorGrid anchors =
        new Anchors(List.of(new float[] {4}), new float[] {1})
            .on(new ImageSize(8, 8), List.of(new ImageSize(1, 2)));
    float[] deltas = {Float.NaN, 0, 0, 0, 0, 0, 0, 0};
    ScoredBoxes chosen =
        Proposals.inference()
            .select(
                List.of(new float[] {3, Float.NaN}), List.of(deltas), anchors, new ImageSize(8, 8));
    assertEquals(0, chosen.count());
  }

  @Test
  void detectionsOfTheBoxHead() {
    int seen = 0;
    for (JsonElement element : CASES.getAsJsonArray("detections")) {
      JsonObject one = element.getAsJsonObject();
      String name = one.get("name").getAsString();
      int count = one.get("count").getAsInt();
      int classes = one.get("classes").getAsInt();
      float[] logits =
          scaled(
              Fixture.fractions(name + ".logits", count * classes),
              one.get("sharpness").getAsFloat(),
              0);
      DetectionFilter filter =
          new DetectionFilter(
              one.get("least_score").getAsDouble(),
              new Nms(one.get("threshold").getAsDouble()),
              one.get("most").getAsInt());
      Detections found =
          filter.select(
              softmax(logits, classes),
              Fixture.fractions(name + ".deltas", 4 * count * classes),
              proposals(name, count),
              Fixture.size(one.get("image")));
      assertArrayEquals(Fixture.ints(one.get("labels")), found.labels(), name);
      assertArrayEquals(Fixture.floats(one.get("scores")), found.scores(), 1e-6f, name);
      assertArrayEquals(Fixture.floats(one.get("boxes")), found.boxes(), 1e-4f, name);
      seen++;
    }
    assertEquals(4, seen);
  }

  @Test
  void detectionsNeedArraysThatBelongTogether() {
    DetectionFilter filter = DetectionFilter.standard();
    ImageSize image = new ImageSize(8, 8);
    float[] none = {};
    assertEquals(0, filter.select(none, none, none, image).count());
    float[] box = {0, 0, 5, 5};
    assertEquals(1, filter.select(new float[] {0.1f, 0.9f}, new float[8], box, image).count());
    assertThrows(
        IllegalArgumentException.class,
        () -> filter.select(new float[2], new float[4], box, image));
    assertThrows(
        IllegalArgumentException.class, () -> filter.select(new float[2], none, none, image));
    assertThrows(IllegalArgumentException.class, () -> new DetectionFilter(0.5, new Nms(0.5), 0));
  }

  private static float[] proposals(String name, int count) {
    float[] corners = Fixture.fractions(name + ".corner", 2 * count);
    float[] sides = Fixture.fractions(name + ".side", 2 * count);
    float[] boxes = new float[4 * count];
    for (int i = 0; i < 2 * count; i++) {
      int at = 4 * (i / 2) + i % 2;
      boxes[at] = (corners[i] + 1) * 40;
      boxes[at + 2] = boxes[at] + (sides[i] + 1.2f) * 20;
    }
    return boxes;
  }

  private static float[] scaled(float[] values, float factor, float shift) {
    float[] scaled = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      scaled[i] = values[i] * factor + shift;
    }
    return scaled;
  }

  private static float[] softmax(float[] logits, int classes) {
    float[] probabilities = new float[logits.length];
    for (int from = 0; from < logits.length; from += classes) {
      double[] powers = new double[classes];
      for (int c = 0; c < classes; c++) {
        powers[c] = Math.exp(logits[from + c]);
      }
      double sum = Arrays.stream(powers).sum();
      for (int c = 0; c < classes; c++) {
        probabilities[from + c] = (float) (powers[c] / sum);
      }
    }
    return probabilities;
  }
}
