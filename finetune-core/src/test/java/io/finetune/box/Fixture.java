package io.finetune.box;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;

/** Numbers recorded from torchvision, read from files beside the tests. */
final class Fixture {

  static final JsonObject BOXES = read("boxes.json.gz");
  static final JsonObject OPS = read("ops.json");

  private Fixture() {}

  static JsonObject read(String name) {
    try (InputStream file = Fixture.class.getResourceAsStream(name);
        InputStream json = name.endsWith(".gz") ? new GZIPInputStream(file) : file) {
      return JsonParser.parseReader(new InputStreamReader(json, StandardCharsets.UTF_8))
          .getAsJsonObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All numbers of nested lists, or of {@code {"shape", "values"}}, row by row. */
  static double[] doubles(JsonElement element) {
    List<Double> all = new ArrayList<>();
    collect(element.isJsonObject() ? element.getAsJsonObject().get("values") : element, all);
    return all.stream().mapToDouble(Double::doubleValue).toArray();
  }

  static float[] floats(JsonElement element) {
    double[] wide = doubles(element);
    float[] narrow = new float[wide.length];
    for (int i = 0; i < wide.length; i++) {
      narrow[i] = (float) wide[i];
    }
    return narrow;
  }

  static int[] ints(JsonElement element) {
    double[] wide = doubles(element);
    int[] whole = new int[wide.length];
    for (int i = 0; i < wide.length; i++) {
      whole[i] = (int) wide[i];
    }
    return whole;
  }

  static ImageSize size(JsonElement heightAndWidth) {
    int[] sides = ints(heightAndWidth);
    return new ImageSize(sides[0], sides[1]);
  }

  static List<ImageSize> sizes(JsonElement list) {
    List<ImageSize> sizes = new ArrayList<>();
    list.getAsJsonArray().forEach(one -> sizes.add(size(one)));
    return sizes;
  }

  private static void collect(JsonElement element, List<Double> into) {
    if (element instanceof JsonArray array) {
      array.forEach(one -> collect(one, into));
    } else {
      into.add(element.getAsDouble());
    }
  }

  /**
   * The fractions that stand for weights and inputs of a name: a fixed pattern that fills [-1, 1].
   */
  static float[] fractions(String name, int count) {
    CRC32 crc = new CRC32();
    crc.update(name.getBytes(StandardCharsets.UTF_8));
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      long q = (i * 37L + crc.getValue()) % 4091;
      values[i] = (float) ((q * q * q % 4091 - 2045) / 2045.0);
    }
    return values;
  }
}
