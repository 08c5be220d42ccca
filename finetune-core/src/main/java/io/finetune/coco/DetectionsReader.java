package io.finetune.coco;

import java.io.IOException;
import java.nio.file.Path;

/** Reads a results file from front to back into columns. */
final class DetectionsReader {

  private final JsonFile json;
  private final DetectionTable table;
  private final SegmentationReader segmentations;

  private DetectionsReader(JsonFile json) {
    this.json = json;
    this.table = new DetectionTable(json::error);
    this.segmentations = new SegmentationReader(json, table.pool());
  }

  static CocoDetections read(Path file) {
    return JsonFile.read(file, json -> new DetectionsReader(json).read(file.toString()));
  }

  private CocoDetections read(String source) throws IOException {
    if (!json.isList()) {
      throw json.expected("the file", "a list of detections; is it an annotation file?");
    }
    json.objects("detections", this::detection);
    json.end();
    return new CocoDetections(source, table);
  }

  private void detection() throws IOException {
    DetectionRow row = new DetectionRow();
    for (String key = json.nextKey(); key != null; key = json.nextKey()) {
      if (json.isNull()) {
        continue;
      }
      switch (key) {
        case "image_id" -> {
          row.imageId = json.integer(key);
          row.hasImage = true;
        }
        case "category_id" -> {
          row.categoryId = json.integer(key);
          row.hasCategory = true;
        }
        case "score" -> {
          row.score = json.number(key);
          row.hasScore = true;
        }
        case "bbox" -> row.box = json.box(key);
        case "segmentation" -> row.segmentation = segmentations.read();
        default -> json.skip();
      }
    }
    table.add(row);
  }
}
