package io.finetune.coco;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.finetune.region.Box;
import io.finetune.region.Polygons;
import io.finetune.region.Rle;
import io.finetune.region.Segmentation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real annotations, value by value as another parser reads them. */
@Tag("shared")
class CocoTinyTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"train2017, 705", "val2017, 815"})
  void realAnnotationsAreReadToTheLastBit(String split, int count) throws IOException {
    Path shared = Path.of(System.getProperty("finetune.shared", "../../shared"));
    Path file = shared.resolve("data/coco-tiny/annotations/instances_" + split + ".json");
    assumeTrue(Files.isRegularFile(file));
    CocoInstances found = CocoInstances.read(file);
    JsonObject all = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    assertEquals(80, found.images());
    assertEquals(80, found.categories().size());
    assertEquals(count, found.objects());
    assertEquals(List.of(), found.problems());
    JsonArray images = all.getAsJsonArray("images");
    for (int i = 0; i < found.images(); i++) {
      JsonObject image = images.get(i).getAsJsonObject();
      assertEquals(image.get("id").getAsLong(), found.imageId(i));
      assertEquals(image.get("file_name").getAsString(), found.fileName(i));
      assertEquals(image.get("height").getAsInt(), found.height(i));
      assertEquals(image.get("width").getAsInt(), found.width(i));
    }
    JsonArray annotations = all.getAsJsonArray("annotations");
    for (int i = 0; i < found.objects(); i++) {
      assertObject(annotations.get(i).getAsJsonObject(), found, i);
    }
    Path copy = folder.resolve("copy.json");
    found.write(copy);
    Instances.assertSame(found, CocoInstances.read(copy));
  }

  private static void assertObject(JsonObject expected, CocoInstances found, int object) {
    assertEquals(expected.get("id").getAsLong(), found.id(object));
    assertEquals(expected.get("image_id").getAsLong(), found.imageId(found.image(object)));
    assertEquals(
        expected.get("category_id").getAsLong(), found.categories().id(found.label(object)));
    double[] box = numbers(expected.get("bbox"));
    assertEquals(new Box(box[0], box[1], box[2], box[3]), found.box(object));
    assertEquals(expected.get("area").getAsDouble(), found.area(object));
    assertEquals(expected.get("iscrowd").getAsInt() == 1, found.crowd(object));
    Segmentation segmentation = found.segmentation(object).orElseThrow();
    if (segmentation instanceof Polygons polygons) {
      JsonArray parts = expected.getAsJsonArray("segmentation");
      assertEquals(parts.size(), polygons.parts().size());
      for (int part = 0; part < parts.size(); part++) {
        assertArrayEquals(numbers(parts.get(part)), polygons.parts().get(part));
      }
    } else {
      double[] runs = numbers(expected.getAsJsonObject("segmentation").get("counts"));
      assertTrue(found.crowd(object));
      int[] foundRuns = ((Rle) segmentation).runs();
      assertEquals(runs.length, foundRuns.length);
      for (int i = 0; i < runs.length; i++) {
        assertEquals(runs[i], foundRuns[i]);
      }
    }
  }

  private static double[] numbers(JsonElement list) {
    return StreamSupport.stream(list.getAsJsonArray().spliterator(), false)
        .mapToDouble(JsonElement::getAsDouble)
        .toArray();
  }
}
