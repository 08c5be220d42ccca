package io.finetune.region;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Masks recorded from pycocotools. */
class ReferenceMasksTest {

  private static JsonObject file;

  @BeforeAll
  static void read() throws IOException {
    try (InputStream in = ReferenceMasksTest.class.getResourceAsStream("/region/rle.json")) {
      assertNotNull(in);
      file = JsonParser.parseReader(new InputStreamReader(in, UTF_8)).getAsJsonObject();
    }
  }

  @Test
  void bitmaps() {
    List<JsonObject> cases = section("masks", 21);
    for (JsonObject mask : cases) {
      Rle encoded = Rle.encode(height(mask), width(mask), bitmap(mask));
      assertMask(mask, encoded, name(mask));
      assertArrayEquals(bitmap(mask), encoded.decode(), name(mask));
    }
  }

  @Test
  void largeMasks() {
    for (JsonObject mask : section("large", 5)) {
      byte[] bitmap = new byte[height(mask) * width(mask)];
      for (JsonElement rect : mask.getAsJsonArray("rects")) {
        double[] xywh = numbers(rect);
        for (int y = (int) xywh[1]; y < xywh[1] + xywh[3]; y++) {
          for (int x = (int) xywh[0]; x < xywh[0] + xywh[2]; x++) {
            bitmap[y * width(mask) + x] = 1;
          }
        }
      }
      Rle encoded = Rle.encode(height(mask), width(mask), bitmap);
      assertMask(mask, encoded, name(mask));
      assertArrayEquals(bitmap, encoded.decode(), name(mask));
    }
  }

  @Test
  void polygons() {
    int parts = 0;
    for (JsonObject outline : section("polygons", 27)) {
      List<double[]> polygons = polygons(outline.get("polygons"));
      for (int i = 0; i < polygons.size(); i++) {
        JsonObject part = outline.getAsJsonArray("parts").get(i).getAsJsonObject();
        Polygons alone = new Polygons(List.of(polygons.get(i)));
        assertMask(part, alone.toRle(height(part), width(part)), name(outline) + ", part " + i);
        parts++;
      }
      JsonObject merged = outline.getAsJsonObject("merged");
      Rle drawn = new Polygons(polygons).toRle(height(outline), width(outline));
      assertMask(merged, drawn, name(outline));
      assertArrayEquals(bitmap(outline), drawn.decode(), name(outline));
    }
    assertEquals(32, parts);
  }

  @Test
  void uncompressedCounts() {
    int bitmaps = 0;
    for (JsonObject mask : section("uncompressed", 8)) {
      int[] runs = integers(mask.get("input_counts"));
      Rle rle = Rle.of(height(mask), width(mask), runs);
      assertMask(mask, rle, name(mask));
      Rle reencoded = Rle.encode(height(mask), width(mask), rle.decode());
      assertEquals(mask.get("reencoded_counts").getAsString(), reencoded.counts(), name(mask));
      if (mask.has("rows")) {
        assertArrayEquals(bitmap(mask), rle.decode(), name(mask));
        bitmaps++;
      }
    }
    assertEquals(7, bitmaps);
  }

  @Test
  void boxesDrawn() {
    for (JsonObject mask : section("boxes", 7)) {
      double[] xywh = numbers(mask.get("box_xywh"));
      Rle drawn = Rle.ofBox(height(mask), width(mask), box(xywh));
      assertMask(mask, drawn, mask.get("box_xywh").toString());
      assertArrayEquals(bitmap(mask), drawn.decode());
    }
  }

  @Test
  void unionAndIntersection() {
    List<Rle> masks = mergeInputs();
    for (JsonObject merge : section("merge", 11)) {
      List<Rle> inputs = new ArrayList<>();
      for (int index : integers(merge.get("inputs"))) {
        inputs.add(masks.get(index));
      }
      String message = merge.get("inputs").toString();
      JsonObject union = merge.getAsJsonObject("union");
      JsonObject intersection = merge.getAsJsonObject("intersection");
      assertMask(union, Rle.union(inputs), "union of " + message);
      assertMask(intersection, Rle.intersection(inputs), "intersection of " + message);
    }
  }

  @Test
  void overlapsOfMasks() {
    List<Rle> masks = mergeInputs();
    for (JsonObject overlaps : section("iou", 3)) {
      int[] crowd = integers(overlaps.get("crowd"));
      double[] values = numbers(overlaps.get("values"));
      assertEquals(36, values.length);
      for (int i = 0; i < values.length; i++) {
        double iou = masks.get(i / 6).iou(masks.get(i % 6), crowd[i % 6] == 1);
        assertEquals(values[i], iou, 0, "masks " + i / 6 + " and " + i % 6);
      }
    }
  }

  @Test
  void overlapsOfBoxes() {
    for (JsonObject overlaps : section("box_iou", 3)) {
      List<double[]> found = polygons(overlaps.get("dt_xywh"));
      List<double[]> truth = polygons(overlaps.get("gt_xywh"));
      int[] crowd = integers(overlaps.get("crowd"));
      double[] values = numbers(overlaps.get("values"));
      assertEquals(28, values.length);
      for (int i = 0; i < values.length; i++) {
        Box one = box(found.get(i / 4));
        assertEquals(values[i], one.iou(box(truth.get(i % 4)), crowd[i % 4] == 1), 0, "pair " + i);
      }
    }
  }

  @Test
  void realAnnotations() {
    int crowds = 0;
    for (JsonObject annotation : section("real", 28)) {
      JsonElement segmentation = annotation.get("segmentation");
      Segmentation object;
      if (segmentation.isJsonArray()) {
        object = new Polygons(polygons(segmentation));
      } else {
        int[] runs = integers(segmentation.getAsJsonObject().get("counts"));
        object = Rle.of(height(annotation), width(annotation), runs);
        crowds++;
      }
      Rle mask = object.toRle(height(annotation), width(annotation));
      assertMask(annotation, mask, "annotation " + annotation.get("annotation_id"));
    }
    assertEquals(3, crowds);
  }

  /** Checks everything there is to know about a mask, and that its text leads to the same one. */
  private static void assertMask(JsonObject expected, Rle mask, String message) {
    String counts = expected.get("counts").getAsString();
    assertEquals(height(expected), mask.height(), message);
    assertEquals(width(expected), mask.width(), message);
    assertEquals(counts, mask.counts(), message);
    assertEquals(expected.get("area").getAsLong(), mask.area(), message);
    if (expected.has("runs")) {
      assertArrayEquals(integers(expected.get("runs")), mask.runs(), message);
    }
    if (expected.has("bbox")) {
      assertEquals(box(numbers(expected.get("bbox"))), mask.box(), message);
    }
    Rle parsed = Rle.parse(mask.height(), mask.width(), counts);
    assertEquals(mask, parsed, message);
    assertEquals(mask.hashCode(), parsed.hashCode(), message);
    byte[] among = ("##" + counts + "#").getBytes(US_ASCII);
    assertEquals(
        new Extent(mask.area(), mask.box()),
        RleString.measure(mask.height(), mask.width(), among, 2, among.length - 1),
        message);
  }

  private static List<Rle> mergeInputs() {
    List<Rle> masks = new ArrayList<>();
    for (JsonObject mask : section("merge_inputs", 6)) {
      Rle encoded = Rle.encode(height(mask), width(mask), bitmap(mask));
      assertMask(mask, encoded, "input " + masks.size());
      masks.add(encoded);
    }
    return masks;
  }

  private static List<JsonObject> section(String name, int cases) {
    JsonArray section = file.getAsJsonArray(name);
    assertEquals(cases, section.size(), name);
    return elements(section).stream().map(JsonElement::getAsJsonObject).toList();
  }

  private static List<JsonElement> elements(JsonElement array) {
    return StreamSupport.stream(array.getAsJsonArray().spliterator(), false).toList();
  }

  private static String name(JsonObject mask) {
    return mask.get("name").getAsString();
  }

  private static int height(JsonObject mask) {
    return mask.getAsJsonArray("size").get(0).getAsInt();
  }

  private static int width(JsonObject mask) {
    return mask.getAsJsonArray("size").get(1).getAsInt();
  }

  private static byte[] bitmap(JsonObject mask) {
    StringBuilder rows = new StringBuilder();
    elements(mask.get("rows")).forEach(row -> rows.append(row.getAsString()));
    byte[] bitmap = rows.toString().getBytes(US_ASCII);
    for (int i = 0; i < bitmap.length; i++) {
      bitmap[i] = (byte) (bitmap[i] - '0');
    }
    return bitmap;
  }

  private static List<double[]> polygons(JsonElement lists) {
    return elements(lists).stream().map(ReferenceMasksTest::numbers).toList();
  }

  private static double[] numbers(JsonElement list) {
    return elements(list).stream().mapToDouble(JsonElement::getAsDouble).toArray();
  }

  private static int[] integers(JsonElement list) {
    return elements(list).stream().mapToInt(JsonElement::getAsInt).toArray();
  }

  private static Box box(double[] xywh) {
    return new Box(xywh[0], xywh[1], xywh[2], xywh[3]);
  }
}
