package io.finetune.box;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnchorsTest {

  @Test
  void gridsOfTorchvision() {
    int seen = 0;
    for (JsonElement element : Fixture.BOXES.getAsJsonArray("anchors")) {
      JsonObject one = element.getAsJsonObject();
      List<float[]> sizes = new ArrayList<>();
      one.getAsJsonArray("sizes").forEach(level -> sizes.add(Fixture.floats(level)));
      Anchors anchors = new Anchors(sizes, Fixture.floats(one.get("aspect_ratios")));
      List<ImageSize> features = new ArrayList<>();
      JsonArray levels = one.getAsJsonArray("levels");
      levels.forEach(level -> features.add(Fixture.size(level.getAsJsonObject().get("grid_hw"))));
      AnchorGrid grid = anchors.on(Fixture.size(one.get("image_hw")), features);
      assertEquals(one.get("total").getAsInt(), grid.count());
      assertEquals(levels.size(), grid.levels());
      for (int i = 0; i < levels.size(); i++) {
        checkLevel(levels.get(i).getAsJsonObject(), grid, i, anchors);
        seen++;
      }
    }
    assertEquals(11, seen);
  }

  private static void checkLevel(JsonObject level, AnchorGrid grid, int index, Anchors anchors) {
    assertArrayEquals(Fixture.floats(level.get("base_anchors")), anchors.cell(index));
    assertEquals(level.get("count").getAsInt(), grid.count(index));
    float[] own =
        Arrays.copyOfRange(
            grid.boxes(), 4 * grid.start(index), 4 * (grid.start(index) + grid.count(index)));
    assertArrayEquals(Fixture.floats(level.get("first_rows")), Arrays.copyOf(own, 28));
    assertArrayEquals(
        Fixture.floats(level.get("last_rows")),
        Arrays.copyOfRange(own, own.length - 20, own.length));
    double[] sums = new double[4];
    double weighted = 0;
    for (int i = 0; i < own.length; i++) {
      sums[i % 4] += own[i];
      weighted += own[i] * (i % 97 + 1.0);
    }
    assertArrayEquals(Fixture.doubles(level.get("column_sums")), sums);
    assertEquals(level.getAsJsonObject("checks").get("weighted_sum").getAsDouble(), weighted);
  }

  @Test
  void stridesAreWholePixels() {
    JsonObject one = Fixture.OPS.getAsJsonObject("anchors");
    Anchors anchors = Anchors.fpn();
    for (int level = 0; level < anchors.levels(); level++) {
      assertArrayEquals(
          Fixture.floats(one.getAsJsonArray("cell_anchors").get(level)), anchors.cell(level));
      assertEquals(3, anchors.perCell(level));
    }
    AnchorGrid grid =
        anchors.on(Fixture.size(one.get("padded_height_width")), Fixture.sizes(one.get("grids")));
    assertEquals(one.get("count").getAsInt(), grid.count());
    float[] all = grid.boxes();
    assertArrayEquals(Fixture.floats(one.get("first7")), Arrays.copyOf(all, 28));
    assertArrayEquals(
        Fixture.floats(one.get("rows_118_to_124")), Arrays.copyOfRange(all, 4 * 118, 4 * 125));
    assertArrayEquals(
        Fixture.floats(one.get("last19")), Arrays.copyOfRange(all, all.length - 76, all.length));
  }

  @Test
  void aGridIsMadeOnceAndOldOnesAreForgotten() {
    Anchors anchors = new Anchors(List.of(new float[] {32}), new float[] {1});
    ImageSize image = new ImageSize(64, 64);
    AnchorGrid first = anchors.on(image, List.of(new ImageSize(4, 4)));
    assertSame(first, anchors.on(image, List.of(new ImageSize(4, 4))));
    List<AnchorGrid> others = new ArrayList<>();
    for (int side = 5; side < 30; side++) {
      others.add(anchors.on(image, List.of(new ImageSize(side, 4))));
    }
    AnchorGrid again = anchors.on(image, List.of(new ImageSize(4, 4)));
    assertArrayEquals(first.boxes(), again.boxes());
    assertEquals(25, others.stream().distinct().count());
    assertNotSame(first, again);
  }

  @Test
  void saysWhatIsWrong() {
    Anchors anchors = Anchors.fpn();
    ImageSize image = new ImageSize(64, 64);
    assertThrows(
        IllegalArgumentException.class, () -> anchors.on(image, List.of(new ImageSize(4, 4))));
    Anchors one = new Anchors(List.of(new float[] {32}), new float[] {1});
    assertThrows(
        IllegalArgumentException.class, () -> one.on(image, List.of(new ImageSize(4, 65))));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Anchors(List.of(new float[] {32}), new float[] {-1}));
    assertThrows(IllegalArgumentException.class, () -> new Anchors(List.of(), new float[] {1}));
  }
}
