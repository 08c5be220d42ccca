package io.finetune.coco;

import com.fasterxml.jackson.core.JsonGenerator;
import io.finetune.coco.Categories.Category;
import io.finetune.file.DurableFile;
import io.finetune.region.Polygons;
import io.finetune.region.Rle;
import io.finetune.region.Segmentation;
import java.io.IOException;
import java.nio.file.Path;

/** Writes annotations in COCO's format. */
final class InstancesWriter {

  private final CocoInstances instances;
  private final JsonGenerator json;

  private InstancesWriter(CocoInstances instances, JsonGenerator json) {
    this.instances = instances;
    this.json = json;
  }

  static void write(CocoInstances instances, Path file) {
    try (DurableFile part = DurableFile.create(file)) {
      try (JsonGenerator json = CocoJson.generator(part.stream())) {
        new InstancesWriter(instances, json).write();
      }
      part.publish();
    } catch (IOException e) {
      throw CocoJson.unwritable(file, e);
    }
  }

  private void write() throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("images");
    for (int image = 0; image < instances.images(); image++) {
      image(image);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("annotations");
    for (int object = 0; object < instances.objects(); object++) {
      object(object);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("categories");
    for (Category category : instances.categories().all()) {
      json.writeStartObject();
      json.writeNumberField("id", category.id());
      json.writeStringField("name", category.name());
      json.writeStringField("supercategory", category.supercategory());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void image(int image) throws IOException {
    json.writeStartObject();
    json.writeNumberField("id", instances.imageId(image));
    if (instances.hasFileName(image)) {
      json.writeStringField("file_name", instances.fileName(image));
    }
    if (instances.knowsSize(image)) {
      json.writeNumberField("height", instances.height(image));
      json.writeNumberField("width", instances.width(image));
    }
    json.writeEndObject();
  }

  private void object(int object) throws IOException {
    json.writeStartObject();
    json.writeNumberField("id", instances.id(object));
    json.writeNumberField("image_id", instances.imageId(instances.image(object)));
    json.writeNumberField("category_id", instances.categories().id(instances.label(object)));
    CocoJson.box(json, instances.box(object));
    json.writeFieldName("area");
    CocoJson.number(json, instances.area(object));
    json.writeNumberField("iscrowd", instances.crowd(object) ? 1 : 0);
    if (instances.segmentation(object).isPresent()) {
      segmentation(instances.segmentation(object).get(), instances.crowd(object));
    }
    json.writeEndObject();
  }

  private void segmentation(Segmentation segmentation, boolean crowd) throws IOException {
    if (segmentation instanceof Polygons polygons) {
      CocoJson.polygons(json, polygons);
    } else if (crowd) {
      CocoJson.uncompressed(json, (Rle) segmentation);
    } else {
      CocoJson.compressed(json, (Rle) segmentation);
    }
  }
}
