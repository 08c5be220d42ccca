package io.finetune.box;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.finetune.region.Rle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Masks between images, boxes and grids. */
class MaskTest {

  @Test
  void resizedMasks() {
    JsonObject full = Fixture.BOXES.getAsJsonObject("transform").getAsJsonObject("full");
    int seen = 0;
    for (int image = 0; image < 2; image++) {
      ImageSize size = Fixture.sizes(full.get("image_sizes_hw")).get(image);
      JsonArray in = full.getAsJsonArray("masks_in").get(image).getAsJsonArray();
      JsonArray out = full.getAsJsonArray("masks_out").get(image).getAsJsonArray();
      for (int i = 0; i < in.size(); i++) {
        ResizedMask resized = new ResizedMask(drawn(in.get(i)), size, false);
        assertEquals(drawn(out.get(i)), encoded(resized));
        seen++;
      }
    }
    assertEquals(3, seen);

    JsonObject one = Fixture.OPS.getAsJsonObject("resize_values");
    Rle mask = Rle.encode(5, 7, bytes(one.get("mask_input")));
    ImageSize size = new ImageSize(5, 7).resized(8, 12);
    assertArrayEquals(bytes(one.get("mask")), new ResizedMask(mask, size, false).decode());
  }

  @Test
  void mirroredMasksAreMirroredBeforeTheyAreResized() {
    Rle mask = Rle.encode(2, 4, new byte[] {1, 0, 0, 0, 1, 1, 0, 0});
    assertArrayEquals(
        new byte[] {0, 0, 0, 1, 0, 0, 1, 1},
        new ResizedMask(mask, new ImageSize(2, 4), true).decode());
    Rle mirrored = Rle.encode(2, 4, new byte[] {0, 0, 0, 1, 0, 0, 1, 1});
    ImageSize size = new ImageSize(5, 7);
    assertArrayEquals(
        new ResizedMask(mirrored, size, false).decode(),
        new ResizedMask(mask, size, true).decode());
  }

  @Test
  void emptyAndFullMasksResize() {
    ImageSize size = new ImageSize(3, 5);
    assertArrayEquals(new byte[15], new ResizedMask(Rle.of(4, 4, 16), size, true).decode());
    byte[] full = new byte[15];
    Arrays.fill(full, (byte) 1);
    assertArrayEquals(full, new ResizedMask(Rle.of(4, 4, 0, 16), size, false).decode());
    assertArrayEquals(full, new ResizedMask(Rle.of(4, 4, 0, 3, 0, 13), size, false).decode());
    Rle nothing = Rle.of(0, 0);
    assertThrows(IllegalArgumentException.class, () -> new ResizedMask(nothing, size, false));
  }

  @Test
  void targetsOfBoxes() {
    JsonObject section = Fixture.BOXES.getAsJsonObject("mask_targets");
    ImageSize size = new ImageSize(20, 24);
    List<ResizedMask> masks = new ArrayList<>();
    section
        .getAsJsonArray("masks_rows")
        .forEach(rows -> masks.add(new ResizedMask(drawn(rows), size, false)));
    float[] boxes = Fixture.floats(section.get("boxes"));
    int[] matched = Fixture.ints(section.get("matched_index"));
    int seen = 0;
    for (JsonElement element : section.getAsJsonArray("cases")) {
      JsonObject one = element.getAsJsonObject();
      float[] targets = new MaskTargets(one.get("M").getAsInt()).project(masks, boxes, matched);
      JsonObject checks = one.getAsJsonObject("checks");
      double sum = 0;
      for (float target : targets) {
        sum += target;
      }
      assertEquals(checks.get("sum").getAsDouble(), sum, 2e-4);
      for (JsonElement sample : checks.getAsJsonArray("samples")) {
        double[] pair = Fixture.doubles(sample);
        assertEquals(pair[1], targets[(int) pair[0]], 1e-5);
      }
      if (one.has("targets")) {
        assertArrayEquals(Fixture.floats(one.get("targets")), targets, 1e-5f);
      }
      seen++;
    }
    assertEquals(2, seen);
  }

  @Test
  void targetsKeepShares() {
    JsonObject one = Fixture.OPS.getAsJsonObject("mask_targets");
    ImageSize size = new ImageSize(12, 14);
    List<ResizedMask> masks =
        List.of(
            new ResizedMask(rectangle(size, 3, 2, 10, 9), size, false),
            new ResizedMask(rectangle(size, 0, 5, 6, 12), size, false));
    float[] targets =
        new MaskTargets(one.get("size").getAsInt())
            .project(masks, Fixture.floats(one.get("boxes")), Fixture.ints(one.get("matched")));
    assertArrayEquals(Fixture.floats(one.get("targets")), targets, 1e-6f);
  }

  @Test
  void targetsAreThoseOfTheResizedBitmap() {
    SplittableRandom random = new SplittableRandom(4);
    byte[] bitmap = new byte[30 * 40];
    for (int i = 0; i < bitmap.length; i++) {
      bitmap[i] = (byte) (random.nextInt(40) % 40 < 25 && i % 40 > 5 && i % 40 < 33 ? 1 : 0);
    }
    ImageSize size = new ImageSize(50, 67);
    for (boolean mirrored : new boolean[] {false, true}) {
      ResizedMask lookup = new ResizedMask(Rle.encode(30, 40, bitmap), size, mirrored);
      ResizedMask drawn = new ResizedMask(encoded(lookup), size, false);
      float[] boxes = Arbitrary.boxes(random, 30, 45, 40);
      int[] matched = new int[30];
      assertArrayEquals(
          new MaskTargets(14).project(List.of(drawn), boxes, matched),
          new MaskTargets(14).project(List.of(lookup), boxes, matched),
          1e-6f);
    }
  }

  @Test
  void targetsNeedTheirObject() {
    MaskTargets targets = new MaskTargets(4);
    assertEquals(0, targets.project(List.of(), new float[0], new int[0]).length);
    assertThrows(
        IllegalArgumentException.class,
        () -> targets.project(List.of(), new float[4], new int[] {0}));
    assertThrows(
        IllegalArgumentException.class, () -> targets.project(List.of(), new float[4], new int[0]));
  }

  @Test
  void bilinearResizing() {
    int seen = 0;
    JsonObject transform = Fixture.BOXES.getAsJsonObject("transform");
    for (JsonElement element : transform.getAsJsonArray("bilinear")) {
      JsonObject one = element.getAsJsonObject();
      ImageSize from = Fixture.size(one.get("input_hw"));
      ImageSize to = Fixture.size(one.get("output_hw"));
      BilinearTable down = new BilinearTable(from.height(), to.height());
      BilinearTable across = new BilinearTable(from.width(), to.width());
      double[] resized = new double[to.height() * to.width()];
      for (int i = 0; i < resized.length; i++) {
        int y = i / to.width();
        int x = i % to.width();
        double upper = along(across, x, down.low(y));
        double lower = along(across, x, down.high(y));
        resized[i] = upper + down.weight(y) * (lower - upper);
      }
      assertArrayEquals(Fixture.doubles(one.get("values")), resized, 2e-6, from + " to " + to);
      seen++;
    }
    assertEquals(8, seen);
  }

  /** A value between two columns of one row of the recorded image. */
  private static double along(BilinearTable across, int x, int row) {
    double left = 0.5 + 0.5 * Math.sin(0.8 * row + 0.5 * across.low(x));
    double right = 0.5 + 0.5 * Math.sin(0.8 * row + 0.5 * across.high(x));
    return left + across.weight(x) * (right - left);
  }

  @Test
  void pastedMasks() {
    JsonObject section = Fixture.BOXES.getAsJsonObject("paste_masks");
    float[] boxes = Fixture.floats(section.get("boxes"));
    float[] masks = new float[7 * 49];
    for (int i = 0; i < masks.length; i++) {
      int y = i / 7 % 7;
      int mask = i / 49;
      masks[i] = (float) (0.5 + 0.5 * Math.sin(0.9 * y + 0.7 * (i % 7) + mask));
    }
    ImageSize image = Fixture.size(section.get("image_hw"));
    double[] expected = Fixture.doubles(section.get("pasted"));
    JsonArray rows = section.getAsJsonArray("above_half");
    JsonArray grown = section.getAsJsonArray("integer_boxes");
    MaskPaste paste = new MaskPaste(7);
    for (int i = 0; i < 7; i++) {
      float[] own = Arrays.copyOfRange(boxes, 4 * i, 4 * i + 4);
      assertArrayEquals(Fixture.ints(grown.get(i)), Pasted.grow(own, 9f / 7));
      float[] pixels = paste.probabilities(masks, boxes, i, image);
      for (int at = 0; at < pixels.length; at++) {
        assertEquals(expected[i * pixels.length + at], pixels[at], 1e-6, "mask " + i);
      }
      assertEquals(drawn(rows.get(i)), paste.paste(masks, boxes, i, image), "mask " + i);
    }
    assertEquals(7, rows.size());
  }

  @Test
  void pastedMasksInFloat32() {
    JsonObject one = Fixture.OPS.getAsJsonObject("paste_masks");
    float[] masks = Fixture.fractions("paste", 32);
    for (int i = 0; i < masks.length; i++) {
      masks[i] = masks[i] * 0.5f + 0.5f;
    }
    float[] boxes = Fixture.floats(one.get("boxes"));
    ImageSize image = Fixture.size(one.get("image_height_width"));
    for (int i = 0; i < 2; i++) {
      float[] expected = Fixture.floats(one.getAsJsonArray("result").get(i));
      assertArrayEquals(expected, new MaskPaste(4).probabilities(masks, boxes, i, image), 1e-6f);
    }
  }

  @Test
  void runsArePixelsAboveTheThreshold() {
    SplittableRandom random = new SplittableRandom(6);
    ImageSize image = new ImageSize(60, 50);
    float[] boxes = Arbitrary.boxes(random, 40, 55, 30);
    float[] masks = Arbitrary.scores(random, 40 * 28 * 28);
    for (double threshold : new double[] {0, 0.3, 0.5, 1}) {
      MaskPaste paste = new MaskPaste(28, threshold);
      for (int i = 0; i < 40; i++) {
        float[] pixels = paste.probabilities(masks, boxes, i, image);
        byte[] above = new byte[pixels.length];
        for (int at = 0; at < above.length; at++) {
          above[at] = (byte) (pixels[at] > threshold ? 1 : 0);
        }
        assertEquals(Rle.encode(60, 50, above), paste.paste(masks, boxes, i, image));
      }
    }
  }

  @Test
  void masksOutsideTheImageAreEmpty() {
    float[] ones = new float[4];
    Arrays.fill(ones, 1);
    ImageSize image = new ImageSize(10, 10);
    float[] boxes = {-30, -30, -20, -20};
    assertEquals(Rle.of(10, 10, 100), new MaskPaste(2).paste(ones, boxes, 0, image));
    float[] far = {20, 3, 30, 9};
    assertEquals(Rle.of(10, 10, 100), new MaskPaste(2).paste(ones, far, 0, image));
    float[] all = {-100, -100, 110, 110};
    assertEquals(Rle.of(10, 10, 0, 100), new MaskPaste(2).paste(ones, all, 0, image));
    MaskPaste paste = new MaskPaste(2);
    assertThrows(IllegalArgumentException.class, () -> paste.paste(ones, all, 1, image));
    assertThrows(IllegalArgumentException.class, () -> paste.paste(new float[9], all, 0, image));
    assertEquals(0.5, paste.threshold());
  }

  private static Rle encoded(ResizedMask mask) {
    return Rle.encode(mask.size().height(), mask.size().width(), mask.decode());
  }

  /** A mask given as rows of zeros and ones. */
  private static Rle drawn(JsonElement rows) {
    JsonArray lines = rows.getAsJsonArray();
    StringBuilder all = new StringBuilder();
    lines.forEach(line -> all.append(line.getAsString()));
    byte[] pixels = new byte[all.length()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (all.charAt(i) - '0');
    }
    return Rle.encode(lines.size(), pixels.length / lines.size(), pixels);
  }

  private static byte[] bytes(JsonElement numbers) {
    int[] values = Fixture.ints(numbers);
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static Rle rectangle(ImageSize size, int x1, int y1, int x2, int y2) {
    byte[] pixels = new byte[size.height() * size.width()];
    for (int y = y1; y < y2; y++) {
      Arrays.fill(pixels, y * size.width() + x1, y * size.width() + x2, (byte) 1);
    }
    return Rle.encode(size.height(), size.width(), pixels);
  }
}
