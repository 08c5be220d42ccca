package io.finetune.box;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MatcherTest {

  /** A quality matrix given as numbers. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Given(float[] matrix, int objects) implements Quality {
    @Override
    public int candidates() {
      return matrix.length / objects;
    }

    @Override
    public float of(int object, int candidate) {
      return matrix[object * candidates() + candidate];
    }

    @Override
    public boolean reaches(int object, int block) {
      return true;
    }
  }

  @Test
  void everyMatrixAndThresholdOfTorchvision() {
    JsonObject section = Fixture.BOXES.getAsJsonObject("matcher");
    int seen = 0;
    for (JsonElement element : section.getAsJsonArray("cases")) {
      JsonObject one = element.getAsJsonObject();
      JsonObject matrix =
          section.getAsJsonObject("matrices").getAsJsonObject(one.get("matrix").getAsString());
      Matcher matcher =
          new Matcher(
              one.get("high").getAsDouble(),
              one.get("low").getAsDouble(),
              one.get("allow_low_quality_matches").getAsBoolean());
      assertArrayEquals(
          Fixture.ints(one.get("matches")),
          matcher.match(given(matrix.get("rows_are_objects"))),
          one.get("matrix") + " with " + matcher);
      seen++;
    }
    assertEquals(36, seen);
  }

  @Test
  void tiesAndObjectsThatOverlapNothing() {
    Matcher rescuing = new Matcher(0.7, 0.3, true);
    for (String name : List.of("matcher", "matcher_low_quality_ties", "matcher_zero_quality_gt")) {
      JsonObject one = Fixture.OPS.getAsJsonObject(name);
      Quality quality = given(one.get("quality_gt_by_candidate"));
      assertArrayEquals(
          Fixture.ints(one.get("with_low_quality_matches")), rescuing.match(quality), name);
    }
    JsonObject one = Fixture.OPS.getAsJsonObject("matcher");
    assertArrayEquals(
        Fixture.ints(one.get("without_low_quality_matches")),
        new Matcher(0.7, 0.3, false).match(given(one.get("quality_gt_by_candidate"))));
  }

  private static Given given(JsonElement rows) {
    return new Given(Fixture.floats(rows), rows.getAsJsonArray().size());
  }

  @Test
  void matchesBoxesAsTheirOverlapsSay() {
    SplittableRandom random = new SplittableRandom(5);
    float[] objects = Arbitrary.boxes(random, 9, 300, 100);
    float[] candidates = Arbitrary.boxes(random, 1500, 300, 100);
    float[] overlaps = Boxes.iou(objects, candidates);
    for (boolean lowQuality : new boolean[] {false, true}) {
      Matcher matcher = new Matcher(0.7, 0.3, lowQuality);
      assertArrayEquals(asDefined(overlaps, 9, lowQuality), matcher.match(objects, candidates));
      assertArrayEquals(matcher.match(objects, candidates), matcher.match(new Given(overlaps, 9)));
    }
  }

  /** The definition, pair by pair. */
  private static int[] asDefined(float[] overlaps, int objects, boolean lowQuality) {
    int count = overlaps.length / objects;
    int[] matches = new int[count];
    for (int c = 0; c < count; c++) {
      int best = 0;
      boolean favourite = false;
      for (int o = 0; o < objects; o++) {
        float overlap = overlaps[o * count + c];
        best = overlap > overlaps[best * count + c] ? o : best;
        boolean most = true;
        for (int other = 0; other < count; other++) {
          most &= overlaps[o * count + other] <= overlap;
        }
        favourite |= most;
      }
      float overlap = overlaps[best * count + c];
      boolean matched = overlap >= 0.7f || (lowQuality && favourite);
      int otherwise = overlap < 0.3f ? Matcher.BACKGROUND : Matcher.IGNORED;
      matches[c] = matched ? best : otherwise;
    }
    return matches;
  }

  @Test
  void withoutObjectsEverythingIsBackground() {
    Matcher matcher = new Matcher(0.5, 0.5, true);
    assertArrayEquals(new int[] {-1, -1}, matcher.match(new float[0], new float[8]));
    assertArrayEquals(new int[0], matcher.match(new float[] {0, 0, 5, 5}, new float[0]));
  }

  @Test
  void boxesWithoutAreaMatchNothing() {
    float[] point = {5, 5, 5, 5};
    assertArrayEquals(new int[] {-1}, new Matcher(0.5, 0.5, false).match(point, point));
  }

  @Test
  void thresholdsMustBeInOrder() {
    assertThrows(IllegalArgumentException.class, () -> new Matcher(0.3, 0.7, true));
    assertThrows(IllegalArgumentException.class, () -> new Matcher(0.3, Double.NaN, true));
  }
}
