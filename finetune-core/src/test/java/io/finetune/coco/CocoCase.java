package io.finetune.coco;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.finetune.coco.Categories.Category;
import io.finetune.coco.CocoEvaluator.Detection;
import io.finetune.coco.CocoEvaluator.Truth;
import io.finetune.region.Box;
import io.finetune.region.Polygons;
import io.finetune.region.Rle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** A case that was recorded from pycocotools: two files and what came out. */
record CocoCase(Path folder, JsonObject index) {

  static final Path SHARED =
      Path.of(System.getProperty("finetune.shared", "../../shared"), "fixtures/coco-eval");

  /** One image of the case, with the places of its detections in the results, counted from 1. */
  record Image(long id, List<Truth> truth, List<Detection> found, List<Long> foundIds) {}

  /** The folder of the cases that are kept here. */
  static Path kept() {
    try {
      return Path.of(CocoCase.class.getResource("coco-eval").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** All cases whose files are in a folder. */
  static List<CocoCase> in(Path folder) {
    return elements(read(folder.resolve("cases.json")).getAsJsonObject().getAsJsonArray("cases"))
        .stream()
        .map(index -> new CocoCase(folder, index.getAsJsonObject()))
        .filter(recorded -> Files.exists(recorded.path("expected")))
        .toList();
  }

  static CocoCase named(String name) {
    return in(kept()).stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
  }

  static JsonElement read(Path file) {
    try {
      return JsonParser.parseString(Files.readString(file, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<JsonElement> elements(JsonArray array) {
    assertNotNull(array);
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  String name() {
    return index.get("case").getAsString();
  }

  Path path(String kind) {
    return folder.resolve(index.get(kind).getAsString());
  }

  Path detections(IouType type) {
    return path("detections_" + key(type));
  }

  JsonObject expected(IouType type) {
    return read(path("expected")).getAsJsonObject().getAsJsonObject(key(type));
  }

  private static String key(IouType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }

  CocoSettings settings(IouType type) {
    return CocoSettings.of(type).withUseCategories(index.get("useCats").getAsInt() == 1);
  }

  Categories categories() {
    return new Categories(
        elements(read(path("ground_truth")).getAsJsonObject().getAsJsonArray("categories")).stream()
            .map(JsonElement::getAsJsonObject)
            .map(c -> new Category(c.get("id").getAsLong(), c.get("name").getAsString(), ""))
            .sorted(Comparator.comparingLong(Category::id))
            .toList());
  }

  CocoEvaluator evaluator(IouType type) {
    CocoEvaluator evaluator = new CocoEvaluator(settings(type), categories());
    for (Image image : images(type)) {
      evaluator.add(image.id(), image.truth(), image.found());
    }
    return evaluator;
  }

  /** The images in the file's order; results of unlisted categories are left out. */
  List<Image> images(IouType type) {
    JsonObject file = read(path("ground_truth")).getAsJsonObject();
    List<Long> categories = categories().all().stream().map(Category::id).toList();
    JsonArray results = read(detections(type)).getAsJsonArray();
    List<Image> images = new ArrayList<>();
    for (JsonElement image : file.getAsJsonArray("images")) {
      JsonObject size = image.getAsJsonObject();
      Image made =
          new Image(
              size.get("id").getAsLong(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      for (JsonElement object : file.getAsJsonArray("annotations")) {
        if (object.getAsJsonObject().get("image_id").getAsLong() == made.id()) {
          made.truth().add(truth(object.getAsJsonObject(), size, type, categories));
        }
      }
      for (int i = 0; i < results.size(); i++) {
        JsonObject result = results.get(i).getAsJsonObject();
        int label = categories.indexOf(result.get("category_id").getAsLong());
        if (result.get("image_id").getAsLong() == made.id() && label >= 0) {
          made.found().add(detection(result, size, type, label));
          made.foundIds().add(i + 1L);
        }
      }
      images.add(made);
    }
    return images;
  }

  private static Truth truth(
      JsonObject object, JsonObject size, IouType type, List<Long> categories) {
    return new Truth(
        object.get("id").getAsLong(),
        categories.indexOf(object.get("category_id").getAsLong()),
        box(object.getAsJsonArray("bbox")),
        object.get("area").getAsDouble(),
        object.get("iscrowd").getAsInt() == 1,
        type == IouType.BBOX ? Optional.empty() : Optional.of(mask(object, size)));
  }

  private static Detection detection(JsonObject result, JsonObject size, IouType type, int label) {
    Optional<Rle> mask = type == IouType.BBOX ? Optional.empty() : Optional.of(mask(result, size));
    Box box = mask.isPresent() ? mask.get().box() : box(result.getAsJsonArray("bbox"));
    return new Detection(label, result.get("score").getAsDouble(), box, mask);
  }

  private static Box box(JsonArray xywh) {
    double[] numbers = numbers(xywh);
    return new Box(numbers[0], numbers[1], numbers[2], numbers[3]);
  }

  static double[] numbers(JsonArray array) {
    return elements(array).stream().mapToDouble(JsonElement::getAsDouble).toArray();
  }

  private static Rle mask(JsonObject object, JsonObject size) {
    int height = size.get("height").getAsInt();
    int width = size.get("width").getAsInt();
    JsonElement segmentation = object.get("segmentation");
    if (segmentation.isJsonArray()) {
      return new Polygons(
              elements(segmentation.getAsJsonArray()).stream()
                  .map(part -> numbers(part.getAsJsonArray()))
                  .toList())
          .toRle(height, width);
    }
    JsonElement counts = segmentation.getAsJsonObject().get("counts");
    return counts.isJsonArray()
        ? Rle.of(
            height,
            width,
            elements(counts.getAsJsonArray()).stream().mapToInt(JsonElement::getAsInt).toArray())
        : Rle.parse(height, width, counts.getAsString());
  }

  @Override
  public String toString() {
    return name();
  }
}
