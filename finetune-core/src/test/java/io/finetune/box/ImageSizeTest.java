package io.finetune.box;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImageSizeTest {

  private static final JsonObject TRANSFORM = Fixture.BOXES.getAsJsonObject("transform");

  @Test
  void sizesOfResizedImages() {
    int seen = 0;
    for (JsonElement element : TRANSFORM.getAsJsonArray("resize_shapes")) {
      JsonObject one = element.getAsJsonObject();
      int least = one.has("min_size") ? one.get("min_size").getAsInt() : 800;
      int most = one.has("max_size") ? one.get("max_size").getAsInt() : 1333;
      ImageSize from = Fixture.size(one.get("input_hw"));
      assertEquals(Fixture.size(one.get("output_hw")), from.resized(least, most), "of " + from);
      seen++;
    }
    assertEquals(81, seen);
  }

  @Test
  void sizesThatTorchScriptComputesDifferently() {
    int seen = 0;
    for (JsonElement element : Fixture.OPS.getAsJsonArray("resize_sizes")) {
      JsonObject one = element.getAsJsonObject();
      ImageSize from = Fixture.size(one.get("height_width"));
      ImageSize to = from.resized(one.get("min_size").getAsInt(), one.get("max_size").getAsInt());
      assertEquals(Fixture.size(one.get("eager")), to, "of " + from);
      seen++;
    }
    assertEquals(60, seen);
  }

  @Test
  void batchesHoldAllImages() {
    int seen = 0;
    for (JsonElement element : TRANSFORM.getAsJsonArray("batch_shapes")) {
      JsonObject one = element.getAsJsonObject();
      List<ImageSize> images = Fixture.sizes(one.get("image_sizes_hw"));
      List<ImageSize> resized =
          Fixture.sizes(one.get("input_hw")).stream().map(s -> s.resized(800, 1333)).toList();
      assertEquals(images, resized);
      int[] shape = Fixture.ints(one.get("batch_shape"));
      assertEquals(new ImageSize(shape[2], shape[3]), ImageSize.padded(images, 32));
      seen++;
    }
    assertEquals(4, seen);
  }

  @Test
  void boxesFollowTheirImage() {
    JsonObject one = Fixture.OPS.getAsJsonObject("resize_boxes");
    float[] moved =
        Fixture.size(one.get("from_height_width"))
            .rescale(Fixture.floats(one.get("boxes")), Fixture.size(one.get("to_height_width")));
    assertArrayEquals(Fixture.floats(one.get("result")), moved);

    JsonObject full = TRANSFORM.getAsJsonObject("full");
    List<ImageSize> from = Fixture.sizes(full.get("input_hw"));
    List<ImageSize> to = Fixture.sizes(full.get("image_sizes_hw"));
    for (int image = 0; image < 2; image++) {
      float[] in = Fixture.floats(full.getAsJsonArray("boxes_in").get(image));
      float[] out = Fixture.floats(full.getAsJsonArray("boxes_out").get(image));
      float[] back = Fixture.floats(full.getAsJsonArray("boxes_back_to_input").get(image));
      assertEquals(to.get(image), from.get(image).resized(12, 20));
      assertArrayEquals(out, from.get(image).rescale(in, to.get(image)));
      assertArrayEquals(back, to.get(image).rescale(out, from.get(image)));
    }
    assertEquals(new ImageSize(24, 24), ImageSize.padded(to, 8));
  }

  @Test
  void aSideNeverVanishes() {
    assertEquals(new ImageSize(1333, 1), new ImageSize(10_000, 1).resized(800, 1333));
    assertThrows(IllegalArgumentException.class, () -> new ImageSize(0, 5));
    assertThrows(IllegalArgumentException.class, () -> new ImageSize(5, 5).resized(800, 700));
    assertThrows(IllegalArgumentException.class, () -> ImageSize.padded(List.of(), 32));
  }
}
