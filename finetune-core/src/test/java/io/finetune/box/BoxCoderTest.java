package io.finetune.box;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BoxCoderTest {

  @Test
  void codesAndBoxesOfThreeClasses() {
    int seen = 0;
    for (JsonElement element : Fixture.BOXES.getAsJsonArray("box_coder")) {
      JsonObject one = element.getAsJsonObject();
      BoxCoder coder = coder(one);
      float[] proposals = Fixture.floats(one.get("proposals"));
      float[] encoded = coder.encode(Fixture.floats(one.get("references")), proposals);
      assertClose(Fixture.floats(one.get("encoded")), encoded, 1e-6f);
      assertClose(
          Fixture.floats(one.get("decoded_from_encoded")), coder.decode(encoded, proposals), 1e-6f);
      float[] decoded = coder.decode(Fixture.floats(one.get("codes")), proposals);
      assertClose(Fixture.floats(one.get("decoded")), decoded, 1e-6f);
      assertEquals(120, decoded.length);
      seen++;
    }
    assertEquals(2, seen);
  }

  @Test
  void sizesAreCutFromAboveAfterTheWeight() {
    for (String name : List.of("box_coder_rpn", "box_coder_roi")) {
      JsonObject one = Fixture.OPS.getAsJsonObject(name);
      BoxCoder coder = coder(one);
      float[] proposals = Fixture.floats(one.get("proposals"));
      assertArrayEquals(
          Fixture.floats(one.get("encoded")),
          coder.encode(Fixture.floats(one.get("reference")), proposals),
          name);
      assertArrayEquals(
          Fixture.floats(one.get("decoded_on_proposals")),
          coder.decode(Fixture.floats(one.get("deltas")), proposals),
          name);
    }
  }

  @Test
  void decodingUndoesEncoding() {
    SplittableRandom random = new SplittableRandom(3);
    float[] boxes = Arbitrary.boxes(random, 100, 500, 60);
    float[] references = Arbitrary.boxes(random, 100, 500, 60);
    for (BoxCoder coder : List.of(BoxCoder.PROPOSAL, BoxCoder.HEAD)) {
      assertArrayEquals(boxes, coder.decode(coder.encode(boxes, references), references), 1e-3f);
      assertArrayEquals(new float[400], coder.encode(boxes, boxes));
    }
  }

  @Test
  void countsMustAgree() {
    BoxCoder coder = BoxCoder.HEAD;
    assertEquals(0, coder.decode(new float[0], new float[0]).length);
    assertThrows(IllegalArgumentException.class, () -> coder.decode(new float[12], new float[8]));
    assertThrows(IllegalArgumentException.class, () -> coder.encode(new float[12], new float[8]));
    assertThrows(IllegalArgumentException.class, () -> new BoxCoder(1, 0, 1, 1));
  }

  /** Compares relatively, as far as float32 reaches against numbers computed in float64. */
  private static void assertClose(float[] expected, float[] actual, float relative) {
    assertEquals(expected.length, actual.length);
    for (int i = 0; i < expected.length; i++) {
      float scale = Math.max(100f, Math.abs(expected[i]));
      assertEquals(expected[i], actual[i], relative * scale, "number " + i);
    }
  }

  private static BoxCoder coder(JsonObject one) {
    float[] weights = Fixture.floats(one.get("weights"));
    return new BoxCoder(weights[0], weights[1], weights[2], weights[3]);
  }
}
