package io.finetune.box;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NmsTest {

  @Test
  void keepsWhatTorchvisionKeeps() {
    int seen = 0;
    for (JsonElement element : Fixture.BOXES.getAsJsonArray("nms")) {
      JsonObject one = element.getAsJsonObject();
      String name = one.get("name").getAsString();
      if (one.get("dtype").getAsString().equals("float64")) {
        continue; // the rounding of 0.3 and 0.7 in double precision, which boxes here never have
      }
      Nms nms = new Nms(one.get("iou_threshold").getAsDouble());
      int[] kept = nms.keep(Fixture.floats(one.get("boxes")), Fixture.floats(one.get("scores")));
      assertArrayEquals(Fixture.ints(one.get("keep")), kept, name);
      seen++;
    }
    assertEquals(18, seen);
  }

  @Test
  void tiesAndExactThresholds() {
    JsonObject one = Fixture.OPS.getAsJsonObject("nms");
    float[] boxes = Fixture.floats(one.get("boxes"));
    float[] scores = Fixture.floats(one.get("scores"));
    Map<String, JsonElement> cases = one.getAsJsonObject("keep").asMap();
    assertEquals(3, cases.size());
    cases.forEach(
        (threshold, keep) ->
            assertArrayEquals(
                Fixture.ints(keep),
                new Nms(Double.parseDouble(threshold)).keep(boxes, scores),
                threshold));
    JsonObject batched = Fixture.OPS.getAsJsonObject("batched_nms");
    assertArrayEquals(
        Fixture.ints(batched.get("keep_at_0.5")),
        new Nms(0.5).keep(boxes, scores, Fixture.ints(batched.get("classes")), Integer.MAX_VALUE));
  }

  @Test
  void groupsAreKeptApart() {
    int seen = 0;
    for (JsonElement element : Fixture.BOXES.getAsJsonArray("batched_nms")) {
      JsonObject one = element.getAsJsonObject();
      String name = one.get("name").getAsString();
      if (name.equals("large_formula")) {
        one = largeFormula(one);
      }
      String expected = one.has("keep_per_class") ? "keep_per_class" : "keep";
      int[] keep = Fixture.ints(one.get(expected));
      Nms nms = new Nms(one.get("iou_threshold").getAsDouble());
      for (int limit : new int[] {Integer.MAX_VALUE, keep.length, keep.length / 2, 1, 0}) {
        int[] kept =
            nms.keep(
                Fixture.floats(one.get("boxes")),
                Fixture.floats(one.get("scores")),
                Fixture.ints(one.get("classes")),
                limit);
        assertArrayEquals(Arrays.copyOf(keep, Math.min(limit, keep.length)), kept, name);
      }
      seen++;
    }
    assertEquals(8, seen);
  }

  private static JsonObject largeFormula(JsonObject one) {
    JsonObject filled = one.deepCopy();
    JsonArray boxes = new JsonArray();
    JsonArray scores = new JsonArray();
    JsonArray classes = new JsonArray();
    for (int i = 0; i < one.get("count").getAsInt(); i++) {
      int x = (37 * i + 11) % 400;
      int y = (53 * i + 29) % 300;
      boxes.add(x);
      boxes.add(y);
      boxes.add(x + 10 + (17 * i) % 60);
      boxes.add(y + 10 + (23 * i) % 50);
      scores.add(((7919 * i + 13) % 10007) / 10007.0);
      classes.add((5 * i) % 7);
    }
    filled.add("boxes", boxes);
    filled.add("scores", scores);
    filled.add("classes", classes);
    return filled;
  }

  @Test
  void keptBoxesOverlapLittleAndOthersOverlapABetterOne() {
    SplittableRandom random = new SplittableRandom(7);
    int count = 400;
    float[] boxes = Arbitrary.boxes(random, count, 300, 80);
    float[] scores = Arbitrary.scores(random, count);
    boolean[] kept = new boolean[count];
    Arrays.stream(new Nms(0.4).keep(boxes, scores)).forEach(i -> kept[i] = true);
    float[] overlaps = Boxes.iou(boxes, boxes);
    for (int i = 0; i < count; i++) {
      int box = i;
      boolean covered =
          IntStream.range(0, count)
              .anyMatch(
                  j -> kept[j] && scores[j] > scores[box] && overlaps[box * count + j] > 0.4f);
      assertEquals(!kept[i], covered, "box " + i);
    }
  }

  @Test
  void theQuickTestNeverChangesAnAnswer() {
    SplittableRandom random = new SplittableRandom(9);
    for (int round = 0; round < 200; round++) {
      int count = 60;
      float[] boxes = new float[4 * count];
      for (int i = 0; i < boxes.length; i++) {
        // Small whole numbers and halves: overlaps often equal a threshold, sides often vanish.
        boxes[i] = (random.nextInt(24) + (i % 4 < 2 ? 0 : random.nextInt(16))) / 2f - 4;
      }
      float[] scores = Arbitrary.scores(random, count);
      double threshold = random.nextInt(11) / 10.0;
      assertArrayEquals(
          asDefined(boxes, scores, threshold), new Nms(threshold).keep(boxes, scores));
    }
  }

  /** The definition, pair by pair. */
  private static int[] asDefined(float[] boxes, float[] scores, double threshold) {
    float[] overlaps = Boxes.iou(boxes, boxes);
    List<Integer> kept = new ArrayList<>();
    for (int candidate : Ranking.descending(scores)) {
      if (kept.stream().noneMatch(k -> overlaps[k * scores.length + candidate] > threshold)) {
        kept.add(candidate);
      }
    }
    return kept.stream().mapToInt(Integer::intValue).toArray();
  }

  @Test
  void doesNotDependOnTheOrderOfInput() {
    SplittableRandom random = new SplittableRandom(8);
    int count = 300;
    float[] boxes = Arbitrary.boxes(random, count, 200, 60);
    float[] scores = Arbitrary.scores(random, count);
    int[] reversed = IntStream.range(0, count).map(i -> count - 1 - i).toArray();
    float[] turned = new float[count];
    for (int i = 0; i < count; i++) {
      turned[i] = scores[reversed[i]];
    }
    int[] kept = new Nms(0.5).keep(boxes, scores);
    int[] keptTurned = new Nms(0.5).keep(Boxes.select(boxes, reversed), turned);
    assertArrayEquals(kept, Arrays.stream(keptTurned).map(i -> reversed[i]).toArray());
    assertTrue(kept.length > 20 && kept.length < count);
  }

  @Test
  void saysWhatIsWrong() {
    assertThrows(IllegalArgumentException.class, () -> new Nms(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> new Nms(1.5));
    Nms nms = new Nms(0.5);
    assertThrows(IllegalArgumentException.class, () -> nms.keep(new float[5], new float[1]));
    assertThrows(IllegalArgumentException.class, () -> nms.keep(new float[8], new float[1]));
    assertThrows(
        IllegalArgumentException.class,
        () -> nms.keep(new float[4], new float[1], new int[] {-1}, 5));
  }
}
