package io.finetune.coco;

import io.finetune.coco.Categories.Category;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Reads {@code instances_*.json} from front to back into columns. Sections, and the keys inside,
 * may come in any order; unknown ones are passed over.
 */
final class InstancesReader {

  /** What the file must hold. */
  private enum Section {
    IMAGES,
    ANNOTATIONS,
    CATEGORIES;

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final JsonFile json;
  private final InstancesDraft draft;
  private final SegmentationReader segmentations;
  private final Set<Section> seen = EnumSet.noneOf(Section.class);
  private final List<Category> categories = new ArrayList<>();
  private final Set<Long> categoryIds = new HashSet<>();

  private InstancesReader(JsonFile json) {
    this.json = json;
    this.draft = new InstancesDraft(json::error);
    this.segmentations = new SegmentationReader(json, draft.pool());
  }

  static CocoInstances read(Path file) {
    return JsonFile.read(file, json -> new InstancesReader(json).read(file.toString()));
  }

  private CocoInstances read(String source) throws IOException {
    if (!json.isObject()) {
      throw json.expected(
          "the file", "an object with the lists images, annotations and categories");
    }
    for (String key = json.nextKey(); key != null; key = json.nextKey()) {
      switch (key) {
        case "images" -> section(Section.IMAGES, this::image);
        case "annotations" -> section(Section.ANNOTATIONS, this::object);
        case "categories" -> section(Section.CATEGORIES, this::category);
        default -> json.skip();
      }
    }
    json.end();
    for (Section section : Section.values()) {
      if (!seen.contains(section)) {
        throw json.error(
            "has no \"" + section.key() + "\", expected a file of annotated instances");
      }
    }
    return draft.finish(source, new Categories(categories));
  }

  private void section(Section section, JsonFile.Element reader) throws IOException {
    if (!seen.add(section)) {
      throw json.error("\"" + section.key() + "\" occurs twice, expected one list");
    }
    json.objects(section.key(), reader);
  }

  private void image() throws IOException {
    Long id = null;
    String fileName = "";
    int height = ImageTable.UNKNOWN;
    int width = ImageTable.UNKNOWN;
    for (String key = json.nextKey(); key != null; key = json.nextKey()) {
      if (json.isNull()) {
        continue;
      }
      switch (key) {
        case "id" -> id = json.integer(key);
        case "file_name" -> fileName = json.text(key);
        case "height" -> height = json.count(key, 1);
        case "width" -> width = json.count(key, 1);
        default -> json.skip();
      }
    }
    if (id == null) {
      throw json.error("the image has no id");
    }
    draft.image(id, fileName, height, width);
  }

  private void category() throws IOException {
    Long id = null;
    String name = null;
    String supercategory = "";
    for (String key = json.nextKey(); key != null; key = json.nextKey()) {
      if (json.isNull()) {
        continue;
      }
      switch (key) {
        case "id" -> id = json.integer(key);
        case "name" -> name = json.text(key);
        case "supercategory" -> supercategory = json.text(key);
        default -> json.skip();
      }
    }
    if (id == null || name == null) {
      throw json.error("the category has no " + (id == null ? "id" : "name"));
    }
    if (!categoryIds.add(id)) {
      throw json.error("category id " + id + " occurs twice, expected ids to differ");
    }
    categories.add(new Category(id, name, supercategory));
  }

  private void object() throws IOException {
    ObjectRow row = new ObjectRow();
    for (String key = json.nextKey(); key != null; key = json.nextKey()) {
      if (json.isNull()) {
        continue;
      }
      switch (key) {
        case "id" -> {
          row.id = json.integer(key);
          row.hasId = true;
        }
        case "image_id" -> {
          row.imageId = json.integer(key);
          row.hasImage = true;
        }
        case "category_id" -> {
          row.categoryId = json.integer(key);
          row.hasCategory = true;
        }
        case "bbox" -> row.box = json.box(key);
        case "area" -> row.area = json.number(key);
        case "iscrowd" -> row.crowd = json.flag(key);
        case "segmentation" -> row.segmentation = segmentations.read();
        default -> json.skip();
      }
    }
    draft.object(row);
  }
}
