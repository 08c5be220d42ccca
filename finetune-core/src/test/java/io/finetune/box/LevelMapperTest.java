package io.finetune.box;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import org.junit.jupiter.api.Test;

class LevelMapperTest {

  private static final LevelMapper FPN = new LevelMapper(2, 5);

  @Test
  void squaresAroundEveryStep() {
    JsonObject first =
        Fixture.BOXES.getAsJsonObject("multiscale_roi_align").getAsJsonObject("level_mapper");
    assertArrayEquals(
        Fixture.ints(first.get("levels")), FPN.levels(squares(first.get("square_sides"))));
    assertEquals(first.get("zero_area_level").getAsInt(), FPN.levels(new float[4])[0]);
    assertEquals(17, first.getAsJsonArray("square_sides").size());

    JsonObject second = Fixture.OPS.getAsJsonObject("level_mapper");
    assertArrayEquals(
        Fixture.ints(second.get("level_index")),
        FPN.levels(squares(second.get("side_of_square_box"))));
    assertEquals(15, second.getAsJsonArray("side_of_square_box").size());
  }

  private static float[] squares(JsonElement sides) {
    float[] lengths = Fixture.floats(sides);
    float[] boxes = new float[4 * lengths.length];
    for (int i = 0; i < lengths.length; i++) {
      boxes[4 * i + 2] = lengths[i];
      boxes[4 * i + 3] = lengths[i];
    }
    return boxes;
  }

  @Test
  void boxesThatAreNoneGoToTheFinest() {
    assertArrayEquals(
        new int[] {0, 0}, FPN.levels(new float[] {9, 9, 1, 20, 0, 0, Float.NaN, 900}));
    assertThrows(IllegalArgumentException.class, () -> new LevelMapper(5, 2));
  }
}
